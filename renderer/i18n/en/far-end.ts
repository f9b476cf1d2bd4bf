/** English: who a call is really with, and by whose hands it came. */
export const farEnd = {
  'farEnd.nowWith': 'Now speaking with',
  'farEnd.nowRinging': 'Now ringing at',
  'farEnd.youCalled': 'You called {name}',
  'farEnd.theyCalled': '{name} called',
  'farEnd.announce': 'Now speaking with {name}',
  'history.caller': 'Caller',
  'history.forwardedBy': 'Forwarded by',
  'history.forwarder.busy': '{name} (busy)',
  'history.forwarder.no-answer': '{name} (no answer)',
  'history.wasForwarded': 'forwarded by {name}',
  'history.spokeWith': 'Spoke with',
  'history.withWhom': 'spoke with {name}',
} as const;
