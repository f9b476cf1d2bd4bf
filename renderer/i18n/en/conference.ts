/** English: several calls heard together. */
export const conference = {
  'conference.title': 'Conference',
  'conference.titleOf': 'Conference of {count}',
  'conference.region': 'Conference with {names}',
  'conference.members': 'Members',
  'conference.merge': 'Merge',
  'conference.mergeHint': 'Speak with all of them at once',
  'conference.options': 'Options for {name}',
  'conference.private': 'Speak to {name} alone',
  'conference.remove': 'Remove {name}',
  'conference.end': 'End for all',
  'conference.speaking': 'speaking',
  'conference.announce.started': 'Conference with {names}',
  'conference.announce.joined': '{name} joined the conference',
  'conference.announce.left': '{name} left the conference',
  'keys.merge': 'Merge calls',
} as const;
