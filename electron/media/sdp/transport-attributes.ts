/** The lines of a description that say how packets travel: keys (RFC 4568), DTLS (RFC 8122, 4145) and ICE (RFC 8839). */

/** a=crypto (RFC 4568 9.1): `tag suite key-params [session-params]`, not looked into here. */
export interface CryptoAttribute {
  readonly tag: number;
  /** In upper case, e.g. AES_CM_128_HMAC_SHA1_80. */
  readonly suite: string;
  /** As written: `inline:...`, more than one parted by `;`. A secret: never to a log. */
  readonly keyParams: string;
  readonly sessionParams: readonly string[];
}

export interface Fingerprint {
  /** In lower case, e.g. sha-256. */
  readonly hash: string;
  /** Upper-case hexadecimal pairs parted by colons. */
  readonly value: string;
}

export type SetupRole = 'active' | 'passive' | 'actpass' | 'holdconn';

export interface IceCandidateLine {
  readonly foundation: string;
  /** 1 = RTP, 2 = RTCP. */
  readonly component: number;
  /** In lower case, e.g. udp. */
  readonly transport: string;
  readonly priority: number;
  /** IP literal or host name (mDNS). */
  readonly address: string;
  readonly port: number;
  /** host, srflx, prflx, relay, in lower case. */
  readonly type: string;
  readonly relatedAddress: string | null;
  readonly relatedPort: number | null;
}

export interface IceDescription {
  readonly ufrag: string;
  readonly pwd: string;
  readonly lite: boolean;
  readonly options: readonly string[];
  readonly candidates: readonly IceCandidateLine[];
}

/** How one side's packets travel, as far as a= lines tell. */
export interface TransportAttributes {
  readonly crypto: readonly CryptoAttribute[];
  readonly fingerprints: readonly Fingerprint[];
  readonly setup: SetupRole | null;
  /** Null where ufrag or pwd is missing. */
  readonly ice: IceDescription | null;
  /** That side wants to be told VoIP metrics (a=rtcp-xr, RFC 3611 5.1). */
  readonly voipMetrics?: boolean;
}

export const noTransportAttributes: TransportAttributes = { crypto: [], fingerprints: [], setup: null, ice: null };

const setupRoles: readonly SetupRole[] = ['active', 'passive', 'actpass', 'holdconn'];
const MAX_CANDIDATES = 64;
const MAX_CRYPTO_LINES = 32;

/** The a= lines of each part of a description, without `a=`: first those of the session, then those of each m-line. */
export function attributeSections(text: string): string[][] {
  const sections: string[][] = [[]];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.startsWith('m=')) sections.push([]);
    else if (line.startsWith('a=')) sections.at(-1)?.push(line.slice(2));
  }
  return sections;
}

/** Reads the lines of an m-line; what it lacks is taken from the session. Lines that are not understood are left out. */
export function parseTransportAttributes(media: readonly string[], session: readonly string[]): TransportAttributes {
  const value = (name: string): string | null => valuesOf(media, name)[0] ?? valuesOf(session, name)[0] ?? null;
  const fingerprints = valuesOf(media, 'fingerprint').length > 0 ? valuesOf(media, 'fingerprint') : valuesOf(session, 'fingerprint');
  const setup = value('setup')?.toLowerCase();
  const ufrag = value('ice-ufrag');
  const pwd = value('ice-pwd');
  const extendedReports = [...valuesOf(media, 'rtcp-xr'), ...valuesOf(session, 'rtcp-xr')].join(' ');
  return {
    crypto: valuesOf(media, 'crypto').slice(0, MAX_CRYPTO_LINES).flatMap(parseCrypto),
    fingerprints: fingerprints.flatMap(parseFingerprint),
    setup: setupRoles.find((role) => role === setup) ?? null,
    ...(/\bvoip-metrics\b/.test(extendedReports) ? { voipMetrics: true } : {}),
    ice: ufrag === null || ufrag === '' || pwd === null || pwd === '' ? null : {
      ufrag, pwd,
      lite: session.some((line) => line.trim() === 'ice-lite'),
      options: (value('ice-options') ?? '').split(/\s+/).filter((option) => option !== ''),
      candidates: valuesOf(media, 'candidate').slice(0, MAX_CANDIDATES).flatMap(parseCandidate),
    },
  };
}

/** The a= lines (without `a=`) of our side. */
export function writeTransportAttributes({ crypto, fingerprints, setup, ice, voipMetrics }: TransportAttributes): string[] {
  return [
    ...crypto.map(({ tag, suite, keyParams, sessionParams }) => ['crypto:' + tag, suite, keyParams, ...sessionParams].join(' ')),
    ...fingerprints.map(({ hash, value }) => `fingerprint:${hash} ${value}`),
    ...(setup === null ? [] : [`setup:${setup}`]),
    ...(voipMetrics === true ? ['rtcp-xr:voip-metrics'] : []),
    ...(ice === null ? [] : [
      `ice-ufrag:${ice.ufrag}`, `ice-pwd:${ice.pwd}`,
      ...(ice.options.length === 0 ? [] : [`ice-options:${ice.options.join(' ')}`]),
      ...ice.candidates.map((candidate) => `candidate:${candidateText(candidate)}`),
    ]),
  ];
}

function candidateText({ foundation, component, transport, priority, address, port, type, relatedAddress, relatedPort }: IceCandidateLine): string {
  const base = `${foundation} ${component} ${transport} ${priority} ${address} ${port} typ ${type}`;
  return relatedAddress === null ? base : `${base} raddr ${relatedAddress} rport ${relatedPort ?? 0}`;
}

function valuesOf(lines: readonly string[], name: string): string[] {
  return lines.flatMap((line) => (line.startsWith(`${name}:`) ? [line.slice(name.length + 1).trim()] : []));
}

function parseCrypto(text: string): CryptoAttribute[] {
  const [tag, suite, keyParams, ...sessionParams] = text.split(/\s+/);
  if (!tag || !/^\d{1,9}$/.test(tag) || !suite || !keyParams) return [];
  return [{ tag: Number(tag), suite: suite.toUpperCase(), keyParams, sessionParams }];
}

function parseFingerprint(text: string): Fingerprint[] {
  const [hash, value] = text.split(/\s+/);
  if (!hash || !value || !/^[0-9a-f]{2}(:[0-9a-f]{2})+$/i.test(value)) return [];
  return [{ hash: hash.toLowerCase(), value: value.toUpperCase() }];
}

function parseCandidate(text: string): IceCandidateLine[] {
  const [foundation, component, transport, priority, address, port, typ, type, ...more] = text.split(/\s+/);
  if (!foundation || !transport || !address || typ?.toLowerCase() !== 'typ' || !type) return [];
  const numbers = [component, priority, port].map((digits) => (digits && /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN));
  const [componentId = Number.NaN, priorityValue = Number.NaN, portNumber = Number.NaN] = numbers;
  if (!(componentId >= 1 && componentId <= 256) || !(priorityValue < 2 ** 32) || !(portNumber < 65_536)) return [];
  const extension = (name: string): string | null => more[more.indexOf(name) + 1] ?? null;
  const relatedPort = more.includes('rport') ? Number(extension('rport')) : Number.NaN;
  return [{
    foundation, component: componentId, transport: transport.toLowerCase(), priority: priorityValue, address, port: portNumber,
    type: type.toLowerCase(),
    relatedAddress: more.includes('raddr') ? extension('raddr') : null,
    relatedPort: Number.isInteger(relatedPort) && relatedPort >= 0 && relatedPort < 65_536 ? relatedPort : null,
  }];
}
