import type { calling as english } from '../en/calling';

/** French: calls that are sent elsewhere, callers who hide. */
export const calling = {
  'end.moved': 'Cet appel a été renvoyé vers une autre adresse, qui n’a pas été appelée',
  'end.retryAfter': 'Réessayez dans {wait}.',
  'end.warning': 'Avertissement',
  'calling.forwardedTo': 'Renvoyé vers {target}',
  'calling.forwardedBy': 'Renvoyé par {name}',
  'calling.forwardedBy.busy': 'Renvoyé par {name}, en ligne',
  'calling.forwardedBy.no-answer': 'Renvoyé par {name}, sans réponse',
  'calling.question': 'Renvoyé vers {target}. Y appeler ?',
  'calling.questionHint': 'C’est hors de votre système et peut être payant.',
  'calling.follow': 'Y appeler',
  'calling.stay': 'Non',
  'calling.followTitle': 'Quand la personne appelée est ailleurs',
  'calling.follow.always': 'Y appeler sans demander',
  'calling.follow.ask': 'Sans demander dans le même système, sinon demander',
  'calling.follow.never': 'Ne jamais y appeler',
} as const satisfies Record<keyof typeof english, string>;
