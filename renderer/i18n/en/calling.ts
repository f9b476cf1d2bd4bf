/** Calls that are sent elsewhere, callers who hide, and what the far end asks of us. */
export const calling = {
  'end.moved': 'This call was sent to another address, which was not called',
  'end.retryAfter': 'Try again in {wait}.',
  'end.warning': 'Warning',
  'calling.forwardedTo': 'Forwarded to {target}',
  'calling.forwardedBy': 'Forwarded from {name}',
  'calling.forwardedBy.busy': 'Forwarded from {name}, who is busy',
  'calling.forwardedBy.no-answer': 'Forwarded from {name}, who did not answer',
  'calling.question': 'Sent on to {target}. Call there?',
  'calling.questionHint': 'It is outside your own system and may cost money.',
  'calling.follow': 'Call there',
  'calling.stay': 'No',
  'calling.followTitle': 'When the one called is somewhere else',
  'calling.follow.always': 'Call there by itself',
  'calling.follow.ask': 'Within the own system by itself, else ask',
  'calling.follow.never': 'Never call there',
} as const;
