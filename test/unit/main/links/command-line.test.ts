import { describe, expect, it } from 'vitest';
import { HandOver, ownArguments, readCommandLine } from '../../../../electron/main/links/command-line';

const nothing = { profile: null, hidden: false, verbose: false, orders: [] };

describe('the command line', () => {
  it.each([
    [[], nothing],
    [['--dial', '+33 1 44 55 66 77'], { ...nothing, orders: [{ kind: 'dial', text: '+33 1 44 55 66 77', source: 'command-line' }] }],
    [['--dial=201'], { ...nothing, orders: [{ kind: 'dial', text: '201', source: 'command-line' }] }],
    [['tel:+33144556677'], { ...nothing, orders: [{ kind: 'dial', text: 'tel:+33144556677', source: 'link' }] }],
    [['SIP:bob@pbx.test'], { ...nothing, orders: [{ kind: 'dial', text: 'SIP:bob@pbx.test', source: 'link' }] }],
    [['--answer', '--hang-up', '--quit'], { ...nothing, orders: [{ kind: 'answer' }, { kind: 'hangUp' }, { kind: 'quit' }] }],
    [['--provision', 'site.json', '--profile', '/tmp/p', '--hidden', '--verbose'], { profile: '/tmp/p', hidden: true, verbose: true, orders: [{ kind: 'provision', file: 'site.json' }] }],
    [['--no-sandbox', '--inspect=0', '--remote-debugging-port=0', '--enable-features=A,B'], nothing],
  ])('reads %j', (args, invocation) => {
    expect(readCommandLine(args)).toEqual({ kind: 'run', invocation });
  });

  it.each([[['--dial']], [['--dial', '--answer']], [['--dial', ' ']], [['--profile=']], [['--provision']], [['sites.json']], [['javascript:alert(1)']]])('refuses %j with a word why', (args) => {
    expect(readCommandLine(args)).toMatchObject({ kind: 'wrong', message: expect.stringMatching(/needs a value|neither/) });
  });

  it('asks for help or the version before anything else is done', () => {
    expect(readCommandLine(['--help', '--dial'])).toEqual({ kind: 'help' });
    expect(readCommandLine(['--version'])).toEqual({ kind: 'version' });
  });

  it('leaves out the program and the app folder, wherever the runtime puts it, and only once', () => {
    const isAppFolder = (argument: string): boolean => argument === '.';
    expect(ownArguments(['electron', '--no-sandbox', '.', '--dial', '.'], isAppFolder)).toEqual(['--no-sandbox', '--dial', '.']);
    expect(ownArguments(['/opt/sidetone', 'tel:1'], isAppFolder)).toEqual(['tel:1']);
  });

  it('believes a hand-over only if it has the agreed form', () => {
    expect(HandOver.safeParse({ version: 1, orders: [{ kind: 'quit' }] }).success).toBe(true);
    for (const wrong of [null, {}, { version: 2, orders: [] }, { version: 1, orders: [{ kind: 'erase' }] }, { version: 1, orders: [{ kind: 'dial', text: 5, source: 'link' }] }]) {
      expect(HandOver.safeParse(wrong).success).toBe(false);
    }
  });
});
