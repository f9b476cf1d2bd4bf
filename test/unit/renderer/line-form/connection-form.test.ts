import { describe, expect, test } from 'vitest';
import { AccountDraft } from '../../../../electron/contract';
import { connectionDraftOf, connectionErrors, connectionFormOf, emptyConnection, splitPem } from '../../../../renderer/line-form/connection-form';

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const key = '-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----';
const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

describe('the connection of a line in the form', () => {
  test('goes through unchanged, and is left out where it is as by default', () => {
    const connection = { webSocketPath: '/ws', authorities: certificate, clientCertificate: certificate, pinnedCertificate: fingerprint };
    expect(connectionDraftOf(connectionFormOf(connection))).toEqual({ connection });
    expect(connectionDraftOf(connectionFormOf(undefined))).toEqual({});
  });

  test('carries a key only when one was typed, and never inside what is stored', () => {
    const draft = connectionDraftOf({ ...emptyConnection, clientCertificate: certificate, clientKey: key });
    expect(draft.clientKey).toBe(key);
    expect(JSON.stringify(draft.connection)).not.toContain('PRIVATE');
    const whole = { authorities: null, webSocketPath: null, pinnedCertificate: null, clientCertificate: `${certificate}\n${key}` };
    expect(AccountDraft.shape.connection.safeParse(whole).success).toBe(false);
  });

  test('a path without its slash gets one', () => {
    expect(connectionDraftOf({ ...emptyConnection, webSocketPath: 'ws' }).connection?.webSocketPath).toBe('/ws');
  });

  test('a file with certificate and key is taken apart', () => {
    expect(splitPem(`Bag Attributes\n${key}\nsubject=x\n${certificate}\n${certificate}`)).toEqual({ certificates: `${certificate}\n${certificate}`, key });
    expect(splitPem('hello')).toBeNull();
  });

  test('what cannot be taken is named', () => {
    expect(connectionErrors({ ...emptyConnection, webSocketPath: '/a b', authorities: 'hello', clientCertificate: key, clientKey: certificate }))
      .toEqual({ path: true, authorities: true, clientCertificate: true, clientKey: true });
    expect(connectionErrors({ ...emptyConnection, authorities: certificate, clientCertificate: certificate, clientKey: key })).toEqual({});
  });
});
