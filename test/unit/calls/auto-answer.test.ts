import { beforeEach, describe, expect, test } from 'vitest';
import { answersItself, NOTICE_MS } from '../../../electron/calls/auto-answer/auto-answer-policy';
import type { LineCalling } from '../../../electron/contract/line-calling';
import { CallId } from '../../../electron/contract/ids';
import { account, Desk } from './call-desk';

const calling: LineCalling = { hideNumber: false, autoAnswer: 'always', autoAnswerFrom: [], autoAnswerMuted: false };
const remote = { number: '202', uri: 'sip:202@pbx.test', displayName: null };
const ring = { source: null, answerAfterSeconds: 0, about: null };

describe('whether a call answers itself', () => {
  const asked = { calling, remote, ring, direct: false, otherCalls: 0, same: (a: string, b: string) => a === b };
  test.each([
    ['where the caller asks and the user lets', {}, { afterMs: NOTICE_MS, muted: false }],
    ['not without the user\'s leave', { calling: { ...calling, autoAnswer: 'never' } }, null],
    ['not by default', { calling: undefined }, null],
    ['not where the caller does not ask', { ring: undefined }, null],
    ['not a stranger\'s', { direct: true }, null],
    ['nobody\'s who hides', { remote: { ...remote, number: '', anonymous: true } }, null],
    ['not on top of another call', { otherCalls: 1 }, null],
    ['from a number on the list', { calling: { ...calling, autoAnswer: 'listed', autoAnswerFrom: ['201', '202'] } }, { afterMs: NOTICE_MS, muted: false }],
    ['not from another', { calling: { ...calling, autoAnswer: 'listed', autoAnswerFrom: ['201'] } }, null],
    ['as late as the caller says', { ring: { ...ring, answerAfterSeconds: 5 } }, { afterMs: 5_000, muted: false }],
    ['muted, where the user wants that', { calling: { ...calling, autoAnswerMuted: true } }, { afterMs: NOTICE_MS, muted: true }],
  ] as const)('%s', (_what, change, decision) => {
    expect(answersItself({ ...asked, ...change } as typeof asked)).toEqual(decision);
  });
});

describe('an intercom call', () => {
  let desk: Desk;
  const callId = CallId.parse('in1');
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  const arrives = async (change: Partial<LineCalling> = {}): Promise<void> => {
    account.calling = { ...calling, ...change };
    desk.signal({ kind: 'incoming', callId, accountId: account.id, remote, offer: 'v=0', direct: false, ring });
    await turn();
  };
  const tones = (): string[] => desk.log.filter((line) => line.startsWith('tone '));

  beforeEach(() => { desk = new Desk(); });

  test('gives a signal of its own, says so, and answers after it', async () => {
    await arrives();
    expect(tones()).toEqual(['tone attention ringer']);
    expect(desk.calls[0]).toMatchObject({ phase: { kind: 'incoming' }, answersAtEpochMs: desk.clock.epochMs() + NOTICE_MS });
    desk.clock.advance(NOTICE_MS - 1);
    expect(desk.calls[0]?.phase.kind).toBe('incoming');
    desk.clock.advance(1);
    await turn();
    expect(desk.calls[0]?.phase.kind).toBe('established');
    expect(desk.calls[0]?.muted).toBe(false);
    delete account.calling;
  });

  test('muted where the user wants that', async () => {
    await arrives({ autoAnswerMuted: true });
    desk.clock.advance(NOTICE_MS);
    await turn();
    expect(desk.calls[0]).toMatchObject({ phase: { kind: 'established' }, muted: true });
    delete account.calling;
  });

  test('that the user silences, declines or answers does nothing more by itself', async () => {
    await arrives();
    desk.service.silence(callId);
    desk.clock.advance(NOTICE_MS);
    expect(desk.calls[0]?.phase).toMatchObject({ kind: 'incoming', silenced: true });
    desk.service.decline(callId, null);
    expect(desk.calls[0]?.phase.kind).toBe('ended');
    expect(desk.calls[0]?.answersAtEpochMs).toBeNull();
    delete account.calling;
  });

  test('from the house rings otherwise than one from outside', async () => {
    desk.signal({ kind: 'incoming', callId, accountId: account.id, remote, offer: 'v=0', direct: false, ring: { source: 'internal', answerAfterSeconds: null, about: 'lunch' } });
    await turn();
    expect(tones()).toEqual(['tone ringInternal ringer']);
    expect(desk.calls[0]).toMatchObject({ about: 'lunch', answersAtEpochMs: null });
  });
});
