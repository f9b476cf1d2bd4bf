/** The way to the server: the account's choice, and what is wrong with a certificate. */
export const transport = {
  'transport.label': 'Way to the server',
  'transport.automatic': 'Automatic',
  'transport.udp': 'UDP',
  'transport.tcp': 'TCP',
  'transport.tls': 'TLS (encrypted)',
  'transport.automaticHint': 'Takes what the domain offers, encrypted first. Where it says nothing, UDP.',
  'transport.udpHint': 'What most phone systems expect. Anyone on the way can read who calls whom.',
  'transport.tcpHint': 'For servers or networks that lose UDP. Anyone on the way can read who calls whom.',
  'transport.tlsHint': 'Nobody on the way to your server can read or change who calls whom. The server needs a valid certificate for its domain.',

  'line.certificate-expired': 'The server’s certificate is out of date',
  'line.certificate-name': 'The certificate is for another server',
  'line.certificate-issuer': 'The server’s certificate is not trusted',
  'line.no-tls': 'The server does not speak TLS here',

  'test.problem.expired': 'The server’s certificate has run out or is not valid yet. Check the date of this computer; else the server needs a new one.',
  'test.problem.name': 'The server shows a certificate for another name. Check the spelling of the domain; if it is right, somebody else may be answering.',
  'test.problem.issuer': 'Nobody this computer trusts vouches for the server’s certificate. The server needs one from a known issuer.',
  'test.problem.no-tls': 'A server answers there, but it does not speak TLS. Choose another way to the server, or the port for TLS (often 5061).',
  'test.problem.fix': 'Change the way to the server',
} as const;
