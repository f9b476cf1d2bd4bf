import { z } from 'zod';
import { AccountTransport, CodecName, DtmfMethod, KeyExchange, MediaEncryptionPolicy } from '../../contract/accounts';
import { Settings } from '../../contract/settings';

/** One line as an administrator writes it: only what differs from the usual must be there. */
export const ProvisionedAccount = z.strictObject({
  label: z.string().min(1).max(80).optional(),
  displayName: z.string().max(120).default(''),
  username: z.string().min(1).max(200),
  authUsername: z.string().min(1).max(200).nullable().default(null),
  password: z.string().min(1).max(500).nullable().default(null),
  domain: z.string().min(1).max(255).regex(/^[^\s/@]+$/, 'expected a host name or an address, with an optional port'),
  outboundProxy: z.string().min(1).max(255).nullable().default(null),
  transport: AccountTransport.default('udp'),
  registerExpiresSeconds: z.number().int().min(30).max(86_400).default(300),
  dtmfMethod: DtmfMethod.default('rfc4733'),
  mediaEncryption: MediaEncryptionPolicy.default('off'),
  keyExchange: KeyExchange.default('sdes'),
  codecs: z.array(CodecName).min(1).default(['opus', 'g722', 'pcma', 'pcmu']),
  voicemailNumber: z.string().min(1).max(80).nullable().default(null),
  enabled: z.boolean().default(true),
});
export type ProvisionedAccount = z.infer<typeof ProvisionedAccount>;

/** What a provisioning file holds. Unknown names are refused: a misspelt setting must not pass in silence. */
export const ProvisioningFile = z.strictObject({
  version: z.literal(1),
  accounts: z.array(ProvisionedAccount).max(50).default([]),
  settings: z.strictObject(Settings.shape).partial().default({}),
});
export type ProvisioningFile = z.infer<typeof ProvisioningFile>;
