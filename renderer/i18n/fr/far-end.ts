import type { farEnd as english } from '../en/far-end';

/** French: who a call is really with, and by whose hands it came. */
export const farEnd = {
  'farEnd.nowWith': 'Vous parlez maintenant avec',
  'farEnd.nowRinging': 'Sonne maintenant chez',
  'farEnd.youCalled': 'Vous aviez appelé {name}',
  'farEnd.theyCalled': 'Appel de {name}',
  'farEnd.announce': 'Vous parlez maintenant avec {name}',
  'history.caller': 'Appelant',
  'history.forwardedBy': 'Renvoyé par',
  'history.forwarder.busy': '{name} (en ligne)',
  'history.forwarder.no-answer': '{name} (sans réponse)',
  'history.wasForwarded': 'renvoyé par {name}',
  'history.spokeWith': 'Interlocuteur',
  'history.withWhom': 'avec {name}',
  'sendOn.open': 'Renvoyer vers quelqu’un d’autre',
  'sendOn.title': 'Renvoyer {name} vers',
  'sendOn.number': 'Nom ou numéro',
  'sendOn.voicemail': 'Messagerie',
  'sendOn.now': 'Renvoyer',
  'sendOn.best': 'Vers {to}',
  'sendOn.refused': 'Impossible de renvoyer là.',
  'sendOn.back': 'Revenu de {to}',
  'keys.sendOn': 'Renvoyer un appel qui sonne',
} as const satisfies Record<keyof typeof english, string>;
