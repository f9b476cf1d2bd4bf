import { describe, expect, it } from 'vitest';
import { aLaw, muLaw } from '../../../../electron/media/codecs/g711';
import { differences } from '../../../support/codec-signals';
import { haveVectors, vectorWords } from '../../../support/vectors';

describe.skipIf(!haveVectors)('G.711 against the ITU-T vectors (skipped without ../shared/vectors)', () => {
  // The sweep holds each of the 65,536 samples once.
  it.each([
    { law: 'A-law', tables: aLaw, compressed: 'sweep-r.a', roundTrip: 'sweep-r.a-a', expanded: 'sweep-r.rea' },
    { law: 'mu-law', tables: muLaw, compressed: 'sweep-r.u', roundTrip: 'sweep-r.u-u', expanded: 'sweep-r.reu' },
  ])('compresses and expands every sample of the $law sweep alike', ({ tables, compressed, roundTrip, expanded }) => {
    const linear = vectorWords('g711/sweep.src');
    const octets = vectorWords(`g711/${compressed}`);
    expect(new Set(linear).size).toBe(65536);
    const ours = linear.map((sample) => tables.compress[sample & 0xffff] ?? -1);
    expect(differences(ours, octets)).toBe(0);
    expect(differences(ours.map((octet) => tables.expand[octet] ?? 0), vectorWords(`g711/${roundTrip}`))).toBe(0);
    expect(differences(octets.map((octet) => tables.expand[octet] ?? 0), vectorWords(`g711/${expanded}`))).toBe(0);
  });
});

describe('G.711 tables', () => {
  it('gives each octet back after expanding and compressing, but for the two zeros of mu-law', () => {
    for (let octet = 0; octet < 256; octet++) {
      expect(aLaw.compress[(aLaw.expand[octet] ?? 0) & 0xffff]).toBe(octet);
      // 0x7f is negative zero, which linear samples cannot tell from zero.
      expect(muLaw.compress[(muLaw.expand[octet] ?? 0) & 0xffff]).toBe(octet === 0x7f ? 0xff : octet);
    }
  });

  it('knows the octets of silence', () => {
    expect(aLaw.compress[0]).toBe(0xd5);
    expect(muLaw.compress[0]).toBe(0xff);
  });
});
