import type { security as english } from '../en/security';

/** French: encryption of calls. */
export const security: Readonly<Record<keyof typeof english, string>> = {
  'security.closed': 'Personne ne peut écouter en chemin : l’audio est chiffré, et l’échange de ses clés l’était aussi, jusqu’à votre serveur.',
  'security.sdesOpen': 'L’audio est chiffré, mais ses clés ont voyagé dans la signalisation, qui ne l’est pas : qui peut la lire en chemin, votre opérateur compris, peut écouter.',
  'security.dtlsOpen': 'L’audio est chiffré avec des clés qui n’ont jamais voyagé. Mais la signalisation n’est pas protégée : qui peut la modifier en chemin pourrait s’interposer.',
  'security.starting': 'Le chiffrement a été convenu et se met en place. D’ici là, rien n’est envoyé ni entendu.',
  'security.failed': 'Le chiffrement a été convenu, mais les clés ne correspondent pas. Pour que personne n’écoute, rien n’est envoyé ni entendu. Raccrochez et rappelez.',
  'security.open': 'Qui peut lire le trafic du réseau peut entendre cet appel. Le chiffrement s’active dans les réglages de la ligne.',
  'security.startingName': 'Chiffrement en cours de mise en place',
  'security.failedName': 'Échec du chiffrement : pas d’audio',
  'security.how': '{exchange}, {suite}',
  'security.policy': 'Chiffrement de l’audio',
  'security.off': 'Désactivé',
  'security.preferred': 'Quand l’autre côté le peut',
  'security.required': 'Toujours, sinon pas d’appel',
  'security.offHint': 'Les appels ne sont chiffrés que si l’autre côté l’exige.',
  'security.preferredHint': 'Proposé à chaque appel et accepté quand il est proposé. Un serveur qui refuse un tel appel le reçoit à nouveau sans chiffrement.',
  'security.requiredHint': 'Les appels sans chiffrement sont refusés, dans les deux sens. Votre serveur doit y être préparé.',
  'security.exchange': 'Clés proposées par',
  'security.sdes': 'SDES (la plupart des standards)',
  'security.dtls': 'DTLS (plus sûr si le serveur le connaît)',
  'end.encryption-refused': 'Le chiffrement n’a pas été accepté, et cette ligne n’appelle pas sans lui',
  'end.encryption-failed': 'La connexion chiffrée n’a pas pu être établie',
};
