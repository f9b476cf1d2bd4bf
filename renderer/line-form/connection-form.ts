import type { AccountConnection, AccountDraft } from '../../electron/contract';
import { defaultConnection } from '../../electron/contract/line-defaults';

/** What stands in the fields of a line's connection; the key is never shown again. */
export interface ConnectionForm {
  webSocketPath: string;
  authorities: string;
  clientCertificate: string;
  clientKey: string;
  pinnedCertificate: string | null;
}

export function connectionFormOf(connection: AccountConnection = defaultConnection): ConnectionForm {
  const { webSocketPath, authorities, clientCertificate, pinnedCertificate } = connection;
  return { webSocketPath: webSocketPath ?? '', authorities: authorities ?? '', clientCertificate: clientCertificate ?? '', clientKey: '', pinnedCertificate };
}

export const emptyConnection: ConnectionForm = connectionFormOf();

const orNull = (value: string): string | null => (value.trim() === '' ? null : value.trim());

/** The part of the draft that main takes; nothing where all is as by default. An empty key means the stored one. */
export function connectionDraftOf({ webSocketPath, authorities, clientCertificate, clientKey, pinnedCertificate }: ConnectionForm): Pick<AccountDraft, 'connection' | 'clientKey'> {
  const path = orNull(webSocketPath);
  const connection = {
    webSocketPath: path === null || path.startsWith('/') ? path : `/${path}`,
    authorities: orNull(authorities), clientCertificate: orNull(clientCertificate), pinnedCertificate,
  };
  if (Object.values(connection).every((value) => value === null)) return {};
  return { connection, ...(clientKey.trim() === '' ? {} : { clientKey: clientKey.trim() }) };
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g;

/** A file may hold certificates and the key together: each goes where it belongs. Null where it holds neither. */
export function splitPem(text: string): { certificates: string; key: string } | null {
  const blocks = [...text.matchAll(BLOCK)].map(([whole, kind = '']) => ({ whole, isKey: kind.endsWith('PRIVATE KEY'), isCertificate: kind.endsWith('CERTIFICATE') }));
  const certificates = blocks.filter(({ isCertificate }) => isCertificate).map(({ whole }) => whole).join('\n');
  const key = blocks.find(({ isKey }) => isKey)?.whole ?? '';
  return certificates === '' && key === '' ? null : { certificates, key };
}

export interface ConnectionErrors { path?: true; authorities?: true; clientCertificate?: true; clientKey?: true }

/** What cannot be taken as it stands. */
export function connectionErrors(form: ConnectionForm): ConnectionErrors {
  const isCertificate = (text: string): boolean => {
    const parts = splitPem(text);
    return parts !== null && parts.certificates !== '' && parts.key === '';
  };
  return {
    ...(/^[!-~]*$/.test(form.webSocketPath.trim()) ? {} : { path: true }),
    ...(form.authorities.trim() === '' || isCertificate(form.authorities) ? {} : { authorities: true }),
    ...(form.clientCertificate.trim() === '' || isCertificate(form.clientCertificate) ? {} : { clientCertificate: true }),
    ...(form.clientKey.trim() === '' || splitPem(form.clientKey)?.key ? {} : { clientKey: true }),
  } as ConnectionErrors;
}
