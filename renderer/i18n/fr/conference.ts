import type { conference as english } from '../en/conference';

/** French: several calls heard together. */
export const conference = {
  'conference.title': 'Conférence',
  'conference.titleOf': 'Conférence à {count}',
  'conference.region': 'Conférence avec {names}',
  'conference.members': 'Participants',
  'conference.merge': 'Réunir',
  'conference.mergeHint': 'Parler avec tous à la fois',
  'conference.options': 'Options pour {name}',
  'conference.private': 'Parler seul à seul avec {name}',
  'conference.remove': 'Retirer {name}',
  'conference.end': 'Terminer pour tous',
  'conference.speaking': 'parle',
  'conference.announce.started': 'Conférence avec {names}',
  'conference.announce.joined': '{name} a rejoint la conférence',
  'conference.announce.left': '{name} a quitté la conférence',
  'keys.merge': 'Réunir les appels',
} as const satisfies Record<keyof typeof english, string>;
