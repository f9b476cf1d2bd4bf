import { ByteReader } from './bytes';
import { srtpSuites, type MasterKey, type SrtpSuite } from '../srtp/suites';
import type { KeyPair } from '../srtp/sdes-exchange';
import type { DtlsRole } from './association';
import type { DtlsResult } from './handshake';

/** The order we like them in: DTLS has no peers so old that they could not choose. */
const suites: readonly SrtpSuite[] = [
  srtpSuites.AEAD_AES_128_GCM, srtpSuites.AEAD_AES_256_GCM, srtpSuites.AES_CM_128_HMAC_SHA1_80, srtpSuites.AES_CM_128_HMAC_SHA1_32,
];

/** Numbers of the SRTP protection profiles that we offer and take, the best first. */
export const srtpProfiles: readonly number[] = suites.map(({ dtlsProfile }) => dtlsProfile);

/** RFC 5764 4.2: client's key, server's key, client's salt, server's salt; each side sends with its own. */
export function srtpKeys({ srtpProfile, secrets }: DtlsResult, role: DtlsRole): KeyPair {
  const suite = suites.find(({ dtlsProfile }) => dtlsProfile === srtpProfile);
  if (!suite) throw new RangeError(`SRTP profile ${srtpProfile} was never offered`);
  const material = new ByteReader(secrets.exportKeys('EXTRACTOR-dtls_srtp', 2 * (suite.keyBytes + suite.saltBytes)));
  const [clientKey, serverKey] = [material.take(suite.keyBytes), material.take(suite.keyBytes)];
  const client: MasterKey = { suite, key: clientKey, salt: material.take(suite.saltBytes) };
  const server: MasterKey = { suite, key: serverKey, salt: material.take(suite.saltBytes) };
  return role === 'active' ? { local: client, remote: server } : { local: server, remote: client };
}
