import { describe, expect, it } from 'vitest';
import { argumentsAgain, FreshStart } from '../../../electron/main/fresh-start';
import { FakeClock } from '../../support/fake-clock';

describe('a fresh start', () => {
  it('waits for the end of what the user does, and is begun once', () => {
    const clock = new FakeClock();
    let [used, begun] = [true, 0];
    const start = new FreshStart({ inUse: () => used, begin: () => { begun += 1; }, clock });
    start.want();
    start.want();
    clock.advance(60_000);
    expect(begun).toBe(0);
    used = false;
    clock.advance(3_000);
    expect(begun).toBe(1);
    start.want();
    clock.advance(60_000);
    expect(begun).toBe(1);
  });

  it('begins at once where nobody needs the phone, and not after the end of the app', () => {
    const clock = new FakeClock();
    let begun = 0;
    const start = new FreshStart({ inUse: () => begun > 0, begin: () => { begun += 1; }, clock });
    start.want();
    clock.advance(0);
    expect(begun).toBe(1);
    const ended = new FreshStart({ inUse: () => false, begin: () => { begun += 1; }, clock });
    ended.want();
    ended.dispose();
    clock.advance(10_000);
    expect(begun).toBe(1);
  });
});

describe('the arguments of the next start', () => {
  it('are those of this one without what was to be done once', () => {
    expect(argumentsAgain(['--no-sandbox', '/opt/app', '--profile', '/data', '--dial', '123', '--verbose'], true)).toEqual(['--no-sandbox', '/opt/app', '--profile', '/data', '--verbose']);
    expect(argumentsAgain(['--provision=a.json', '--answer', '--hang-up', 'tel:+33144556677', 'sip:a@b'], true)).toEqual([]);
  });

  it('keep the window as it is', () => {
    expect(argumentsAgain(['--hidden', '--profile', 'x'], true)).toEqual(['--profile', 'x']);
    expect(argumentsAgain(['--profile', 'x'], false)).toEqual(['--profile', 'x', '--hidden']);
    expect(argumentsAgain(['--hidden'], false)).toEqual(['--hidden']);
  });
});
