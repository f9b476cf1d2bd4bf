import { beforeEach, describe, expect, test } from 'vitest';
import { CallId } from '../../../electron/contract/ids';
import { Desk, settle } from './call-desk';

let desk: Desk;
beforeEach(() => { desk = new Desk(); });

describe('a call that rings', () => {
  test('is sent on to a number, rings no longer and is told by name', async () => {
    const callId = await desk.comesIn('in1', '300');
    desk.service.deflections.sendOn(callId, ' 202 ');
    expect(desk.log).toContain('redirect in1 202');
    expect(desk.log).toContain('ended in1 forwarded');
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'ended', cause: { code: 'forwarded', by: 'local', reason: 'Marie Renard (202)' } });
    desk.clock.advance(60_000);
    expect(desk.log.filter((line) => line.startsWith('reject'))).toEqual([]);
  });

  test.each([['', 'nobody'], ['201', 'this very line'], ['sip:201@PBX.test', 'this very line'], ['sips:205@x', 'TLS']])('stays where "%s" can be no target', async (target, why) => {
    const callId = await desk.comesIn('in1', '300');
    expect(() => desk.service.deflections.sendOn(callId, target)).toThrow(expect.objectContaining({ code: 'INVALID_TARGET', message: expect.stringContaining(why) as string }));
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'incoming' });
    expect(desk.log).not.toContain('redirect in1 201');
  });

  test('is not sent on once it is answered, nor one that is gone', async () => {
    const callId = await desk.talks('in1');
    expect(() => desk.service.deflections.sendOn(callId, '205')).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    expect(() => desk.service.deflections.sendOn(CallId.parse('gone'), '205')).toThrow(expect.objectContaining({ code: 'CALL_NOT_FOUND' }));
  });
});

describe('a server that does not follow', () => {
  test('and brings the call back: it rings again and says so', async () => {
    desk.service.deflections.sendOn(await desk.comesIn('in1', '300'), '205');
    desk.clock.advance(3_000);
    await desk.comesIn('in2', '300');
    expect(desk.calls.find(({ id }) => id === 'in2')).toMatchObject({ phase: { kind: 'incoming' }, backFrom: '205' });
  });

  test('is not blamed for other callers, nor for one who calls again later', async () => {
    desk.service.deflections.sendOn(await desk.comesIn('in1', '300'), '205');
    await desk.comesIn('in2', '301');
    expect(desk.calls.find(({ id }) => id === 'in2')?.backFrom).toBeNull();
    desk.clock.advance(25_000);
    await desk.comesIn('in3', '300');
    expect(desk.calls.find(({ id }) => id === 'in3')?.backFrom).toBeNull();
  });

  test('two callers without a number are not taken for one', async () => {
    desk.service.deflections.sendOn(await desk.comesIn('in1', ''), '205');
    await desk.comesIn('in2', '');
    await settle();
    expect(desk.calls.find(({ id }) => id === 'in2')?.backFrom).toBeNull();
  });
});
