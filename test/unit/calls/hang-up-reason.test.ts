import { expect, test } from 'vitest';
import { endedBy, reasonFor } from '../../../electron/calls/machine/end-cause';

test.each([
  [endedBy('local', 'hung-up'), { protocol: 'Q.850', cause: 16, text: 'Normal call clearing' }],
  [endedBy('local', 'cancelled'), { cause: 487, text: 'Request Terminated' }],
  [endedBy('local', 'media-failed', 'answered without a session description'), { cause: 488, text: 'answered without a session description' }],
  [endedBy('network', 'encryption-failed'), { cause: 488, text: 'Not Acceptable Here' }],
  [endedBy('local', 'declined'), undefined],
])('%j tells the far end %j', (cause, reason) => {
  expect(reasonFor(cause)).toEqual(reason);
});
