import { expect, test } from 'vitest';
import { LineCalling } from '../../../../electron/contract/line-calling';
import { defaultLineCalling } from '../../../../electron/contract/line-defaults';
import { callingDraftOf, callingFormOf } from '../../../../renderer/line-form/calling-form';

test('what is as by default is left out', () => {
  expect(callingDraftOf(callingFormOf())).toEqual({});
  expect(callingDraftOf(callingFormOf(defaultLineCalling))).toEqual({});
});

test('what was set goes through the form unchanged, numbers as people list them', () => {
  const calling = LineCalling.parse({ hideNumber: true, autoAnswer: 'listed', autoAnswerFrom: ['201', '+33 1 44 55 66 77'], autoAnswerMuted: true, refuseTransfers: true });
  expect(callingDraftOf(callingFormOf(calling))).toEqual({ calling });
  expect(callingDraftOf({ ...callingFormOf(calling), from: ' 201 ,; +33 1 44 55 66 77,\n' })).toEqual({ calling });
});
