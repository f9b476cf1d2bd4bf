import type { callers as english } from '../en/callers';

export const callers = {
  'callers.verified.network': 'Numéro vérifié par le réseau',
  'callers.verified.signature': 'Numéro vérifié',
  'callers.partly': 'Appelant connu, numéro non vérifié',
  'callers.failed': 'Le numéro est peut-être faux',
  'callers.short.verified': 'Vérifié',
  'callers.short.partly': 'Non vérifié',
  'callers.short.failed': 'Peut-être faux',
  'callers.title': 'Faux numéros',
  'callers.check': 'Vérifier la signature des appels',
  'callers.checkHint': 'Ce que votre opérateur dit d’un numéro est toujours affiché. Ceci vérifie aussi les appels signés sur ce poste (STIR/SHAKEN) : les certificats sont alors demandés sur Internet, et qui les conserve peut voir qu’on vous appelle.',
  'callers.anchors': 'Certificats de ceux qui peuvent se porter garants',
  'callers.anchorsHint': 'Au format PEM, de l’autorité de votre pays. Sans eux, rien n’est vérifié ni demandé.',
  'callers.anchorsNone': 'Ce texte ne contient aucun certificat.',
} as const satisfies Record<keyof typeof english, string>;
