import type { reach as english } from '../en/reach';

export const reach: Readonly<Record<keyof typeof english, string>> = {
  'line.not-listed': 'Le serveur n’a pas ce téléphone dans sa liste',
  'line.reachBroken': 'Les appels n’arrivent peut-être pas',
  'line.reachAgain': 'Nouvel enregistrement',

  'reach.title': 'Sonnera-t-il ?',
  'reach.none': 'Pas encore vérifié',
  'reach.returned': 'Les appels vous parviennent',
  'reach.returnedHint': 'Un essai de ce téléphone est allé au serveur et en est revenu, comme le ferait un appel.',
  'reach.listed': 'Le serveur connaît ce téléphone',
  'reach.listedHint': 'Il l’a dans sa liste, les appels devraient donc arriver. Il ne permet pas au téléphone d’en vérifier davantage.',
  'reach.unprovable': 'Le serveur ne montre pas si les appels vous parviennent',
  'reach.unprovableHint': 'La ligne est enregistrée. Certains serveurs ne laissent rien vérifier de plus ; pour en être sûr, appelez cette ligne d’un autre téléphone.',
  'reach.broken': 'Les appels n’arrivent peut-être pas',
  'reach.forgotten': 'Le serveur ne connaît plus ce téléphone ; nouvel enregistrement en cours.',
  'reach.forgottenStill': 'Le serveur ne connaît pas ce téléphone, bien qu’il l’ait accepté. Parlez-en à la personne qui s’en occupe.',
  'reach.no-return': 'Le serveur connaît ce téléphone, mais ce qu’il envoie n’arrive pas ici ; nouvel enregistrement en cours.',
  'reach.no-returnStill': 'Le serveur connaît ce téléphone, mais ce qu’il envoie n’arrive pas ici. Un routeur ou un pare-feu l’arrête peut-être : une autre voie vers le serveur (TCP ou TLS) aide souvent.',
  'reach.silent': 'Le serveur ne répond plus ; nouvel enregistrement en cours.',
  'reach.silentStill': 'Le serveur ne répond pas.',
  'reach.checkedNow': 'vérifié à l’instant',
  'reach.checked': 'vérifié {ago}',
  'reach.lastProven': 'Les appels vous parvenaient encore {ago}.',
  'reach.check': 'Vérifier',
};
