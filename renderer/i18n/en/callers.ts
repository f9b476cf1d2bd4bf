/** Whether a caller may use the number shown. */
export const callers = {
  'callers.verified.network': 'Number verified by the network',
  'callers.verified.signature': 'Number verified',
  'callers.partly': 'Caller known, number not verified',
  'callers.failed': 'Number may be false',
  'callers.short.verified': 'Verified',
  'callers.short.partly': 'Not verified',
  'callers.short.failed': 'May be false',
  'callers.title': 'False numbers',
  'callers.check': 'Check the signatures of callers',
  'callers.checkHint': 'What your provider says about a number is always shown. This checks signed calls here too (STIR/SHAKEN): certificates are then fetched from the internet, and whoever keeps them can see that you are being called.',
  'callers.anchors': 'Certificates of those you trust to vouch for callers',
  'callers.anchorsHint': 'PEM, from the authority of your country. Without any, nothing is checked and nothing fetched.',
  'callers.anchorsNone': 'There is no certificate in this text.',
} as const;
