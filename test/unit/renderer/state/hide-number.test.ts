import { expect, test } from 'vitest';
import { hidesNumber, isSendOnKey } from '../../../../renderer/state/actions';
import { reception } from '../../../support/ui/fake-data';

const hiding = { ...reception, account: { ...reception.account, calling: { hideNumber: true, autoAnswer: 'never', autoAnswerFrom: [], autoAnswerMuted: false } as const } };

test('the next call hides our number as the line does, unless chosen for it', () => {
  expect([hidesNumber(reception, null), hidesNumber(hiding as never, null), hidesNumber(null, null)]).toEqual([false, true, false]);
  expect([hidesNumber(reception, true), hidesNumber(hiding as never, false)]).toEqual([true, false]);
});

test('a call that rings is sent on by Ctrl or Cmd with Shift and D only', () => {
  const key = { key: 'D', shiftKey: true, ctrlKey: true, metaKey: false };
  expect([isSendOnKey(key), isSendOnKey({ ...key, ctrlKey: false, metaKey: true }), isSendOnKey({ ...key, key: 'd' })]).toEqual([true, true, true]);
  expect([isSendOnKey({ ...key, shiftKey: false }), isSendOnKey({ ...key, ctrlKey: false }), isSendOnKey({ ...key, key: 'e' })]).toEqual([false, false, false]);
});
