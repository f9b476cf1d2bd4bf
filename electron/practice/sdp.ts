import { random32 } from './random';

/** A format of an m=audio line: its payload type and what a=rtpmap and a=fmtp say of it. */
export interface Format {
  readonly payloadType: number;
  /** Upper case, e.g. PCMU, OPUS, TELEPHONE-EVENT. */
  readonly name: string;
  readonly clockRate: number;
  /** As written after the payload type in a=rtpmap. */
  readonly map: string;
  readonly fmtp: string | null;
}

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface AudioLine {
  /** In the offerer's order. */
  readonly formats: readonly Format[];
  readonly port: number;
  readonly address: string;
  readonly direction: Direction;
  readonly ptimeMs: number | null;
}

export interface Description {
  readonly audio: AudioLine;
  /** Every m= line in order; `audio` is the one we take, the rest are refused with port 0. */
  readonly lines: readonly { readonly text: string; readonly isTaken: boolean }[];
}

const staticMaps: Readonly<Record<number, string>> = { 0: 'PCMU/8000', 8: 'PCMA/8000', 9: 'G722/8000' };
const directions: readonly string[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

/** Reads the first plain RTP audio line (RFC 8866); null where there is none or the text is no SDP. */
export function parseDescription(text: string): Description | null {
  const lines = text.split(/\r\n|\r|\n/);
  if (!lines[0]?.startsWith('v=0')) return null;
  const sections: string[][] = [[]];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  const [session = [], ...media] = sections;
  const taken = media.findIndex((section) => /^m=audio [1-9]\d{0,4}(\/\d+)? RTP\/AVPF? /.test(section[0] ?? ''));
  const section = media[taken];
  if (section === undefined) return null;
  const audio = readAudio(section, session);
  return audio && { audio, lines: media.map(([line = ''], i) => ({ text: line, isTaken: i === taken })) };
}

function readAudio(section: readonly string[], session: readonly string[]): AudioLine | null {
  const [, port = '', , ...payloadTypes] = (section[0] ?? '').trim().split(/\s+/);
  const attribute = (name: string): string[] => section.filter((line) => line.startsWith(`a=${name}:`)).map((line) => line.slice(name.length + 3));
  const maps = new Map(attribute('rtpmap').map(splitNumbered));
  const fmtps = new Map(attribute('fmtp').map(splitNumbered));
  const formats = payloadTypes.map(Number).filter((type) => Number.isInteger(type) && type >= 0 && type <= 127).flatMap((payloadType): Format[] => {
    const map = maps.get(payloadType) ?? staticMaps[payloadType];
    const [name = '', clockRate = ''] = map?.split('/') ?? [];
    if (map === undefined || !(Number(clockRate) > 0)) return [];
    return [{ payloadType, name: name.toUpperCase(), clockRate: Number(clockRate), map, fmtp: fmtps.get(payloadType) ?? null }];
  });
  const connection = [...section, ...session].find((line) => line.startsWith('c=IN IP4 '))?.split(/[\s/]+/)[2];
  const direction = [...section, ...session].find((line) => line.startsWith('a=') && directions.includes(line.slice(2).trim()))?.slice(2).trim();
  const ptime = Number(attribute('ptime')[0]);
  const portNumber = Number.parseInt(port, 10);
  if (connection === undefined || portNumber > 65535) return null;
  return {
    formats, port: portNumber, address: connection, ptimeMs: ptime >= 10 && ptime <= 120 ? ptime : null,
    // RFC 3264 8.4: an address of 0.0.0.0 is the old way to hold.
    direction: connection === '0.0.0.0' ? 'inactive' : (direction as Direction | undefined) ?? 'sendrecv',
  };
}

function splitNumbered(value: string): [number, string] {
  const space = value.indexOf(' ');
  return [Number(value.slice(0, space)), value.slice(space + 1).trim()];
}

export function isSpeech(format: Format): boolean {
  return !['TELEPHONE-EVENT', 'CN', 'RED', 'ULPFEC', 'FLEXFEC'].includes(format.name);
}

/** RFC 3264 6.1: what answers a direction. We are always ready for both. */
export function mirrored(direction: Direction): Direction {
  if (direction === 'sendonly') return 'recvonly';
  return direction === 'recvonly' ? 'sendonly' : direction;
}

export interface LocalDescription {
  readonly port: number;
  readonly formats: readonly Format[];
  readonly direction: Direction;
  readonly ptimeMs: number;
  /** The offer that is answered, or null for an offer of ours. */
  readonly answers: Description | null;
}

/** Writes our side of one call; the o= version goes up with each text (RFC 3264 8). */
export class DescriptionWriter {
  readonly #sessionId = random32();
  #version = 0;

  write(local: LocalDescription): string {
    this.#version++;
    const audio = [
      `m=audio ${local.port} RTP/AVP ${local.formats.map(({ payloadType }) => payloadType).join(' ')}`,
      ...local.formats.map(({ payloadType, map }) => `a=rtpmap:${payloadType} ${map}`),
      ...local.formats.filter(({ fmtp }) => fmtp !== null).map(({ payloadType, fmtp }) => `a=fmtp:${payloadType} ${fmtp}`),
      `a=ptime:${local.ptimeMs}`,
      `a=${local.direction}`,
    ];
    // RFC 3264 6: an answer keeps every m= line of the offer, refusing by port 0.
    const media = (local.answers?.lines ?? [{ text: '', isTaken: true }])
      .flatMap(({ text, isTaken }) => (isTaken ? audio.map((line) => profileOf(text, line)) : [text.replace(/^(m=\S+) \S+/, '$1 0')]));
    return [
      'v=0', `o=practice ${this.#sessionId} ${this.#version} IN IP4 127.0.0.1`, 's=Practice line', 'c=IN IP4 127.0.0.1', 't=0 0', ...media, '',
    ].join('\r\n');
  }
}

/** An answer's m= line names the offer's profile (RFC 3264 6). */
function profileOf(offered: string, line: string): string {
  return offered.includes(' RTP/AVPF ') ? line.replace(' RTP/AVP ', ' RTP/AVPF ') : line;
}
