import type { transport as english } from '../en/transport';

/** French: the way to the server. */
export const transport: Readonly<Record<keyof typeof english, string>> = {
  'transport.label': 'Chemin vers le serveur',
  'transport.automatic': 'Automatique',
  'transport.udp': 'UDP',
  'transport.tcp': 'TCP',
  'transport.tls': 'TLS (chiffré)',
  'transport.automaticHint': 'Prend ce que le domaine propose, d’abord le chiffré. S’il ne dit rien, UDP.',
  'transport.udpHint': 'Ce qu’attendent la plupart des standards. En chemin, on peut lire qui appelle qui.',
  'transport.tcpHint': 'Pour les serveurs ou réseaux qui perdent l’UDP. En chemin, on peut lire qui appelle qui.',
  'transport.tlsHint': 'Personne, en chemin vers votre serveur, ne peut lire ni modifier qui appelle qui. Le serveur doit avoir un certificat valide pour son domaine.',

  'line.certificate-expired': 'Le certificat du serveur n’est pas en cours de validité',
  'line.certificate-name': 'Le certificat est celui d’un autre serveur',
  'line.certificate-issuer': 'Le certificat du serveur n’est pas reconnu',
  'line.no-tls': 'Le serveur ne parle pas TLS ici',

  'test.problem.expired': 'Le certificat du serveur a expiré ou n’est pas encore valide. Vérifiez la date de cet ordinateur ; sinon, il faut un nouveau certificat au serveur.',
  'test.problem.name': 'Le serveur présente un certificat d’un autre nom. Vérifiez l’orthographe du domaine ; si elle est juste, quelqu’un d’autre répond peut-être.',
  'test.problem.issuer': 'Personne en qui cet ordinateur a confiance ne garantit le certificat du serveur. Il lui en faut un d’un émetteur connu.',
  'test.problem.no-tls': 'Un serveur répond, mais il ne parle pas TLS. Choisissez un autre chemin vers le serveur, ou le port prévu pour TLS (souvent 5061).',
  'test.problem.fix': 'Changer le chemin vers le serveur',
};
