import { randomBytes } from 'node:crypto';
import type { CryptoAttribute } from '../sdp/transport-attributes';
import { readCrypto, toCrypto, type CryptoKey } from './sdes';
import { suitesInOrder, type MasterKey, type SrtpSuite, type SrtpSuiteName } from './suites';

/** What both sides send with. */
export interface KeyPair {
  readonly local: MasterKey;
  readonly remote: MasterKey;
}

/**
 * The keys of one session by offer and answer (RFC 4568 5.1, 7.1). We keep one key of ours for each suite as long as the
 * session lives, also in new offers, as RFC 4568 7.1.4 allows: then nothing changes on our way while a call is held and resumed.
 */
export class SdesExchange {
  readonly #own = new Map<SrtpSuiteName, MasterKey>();
  #offered: readonly CryptoKey[] = [];

  constructor(private readonly suites: readonly SrtpSuite[] = suitesInOrder, private readonly randomOctets: (count: number) => Uint8Array = randomBytes) {}

  /** Lines for an offer, the first choice first. */
  offer(): CryptoAttribute[] {
    this.#offered = this.suites.map((suite, i) => ({ tag: i + 1, master: this.#ownKey(suite) }));
    return this.#offered.map(toCrypto);
  }

  /** Takes the first line of an offer that we can use (its order is the far end's preference) and answers it; null where there is none. */
  answer(lines: readonly CryptoAttribute[]): { line: CryptoAttribute; keys: KeyPair } | null {
    for (const line of lines) {
      const theirs = readCrypto(line);
      if (!theirs || !this.suites.includes(theirs.master.suite)) continue;
      const local = this.#ownKey(theirs.master.suite);
      return { line: toCrypto({ tag: theirs.tag, master: local }), keys: { local, remote: theirs.master } };
    }
    return null;
  }

  /** Takes the line of an answer to our newest offer; null where it is not one of what we offered (RFC 4568 5.1.3). */
  accept(lines: readonly CryptoAttribute[]): KeyPair | null {
    const [theirs] = lines.map(readCrypto);
    const ours = this.#offered.find(({ tag }) => tag === theirs?.tag);
    if (!theirs || !ours || ours.master.suite !== theirs.master.suite) return null;
    // Nobody makes the same key by chance: it is our own words come back.
    if (Buffer.from(theirs.master.key).equals(ours.master.key)) return null;
    return { local: ours.master, remote: theirs.master };
  }

  #ownKey(suite: SrtpSuite): MasterKey {
    let master = this.#own.get(suite.name);
    if (!master) {
      master = { suite, key: this.randomOctets(suite.keyBytes), salt: this.randomOctets(suite.saltBytes) };
      this.#own.set(suite.name, master);
    }
    return master;
  }
}

export function sameMasterKey(one: MasterKey, other: MasterKey): boolean {
  const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
  return one.suite === other.suite && same(one.key, other.key) && same(one.salt, other.salt)
    && same(one.mki ?? new Uint8Array(0), other.mki ?? new Uint8Array(0));
}
