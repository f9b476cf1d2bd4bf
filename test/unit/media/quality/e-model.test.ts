import { describe, expect, it } from 'vitest';
import { delayImpairment, eModel, effectiveImpairment, mosOf } from '../../../../electron/media/quality/e-model';
import { equipmentOf, type Equipment } from '../../../../electron/media/quality/equipment';

const clean = { lossPercent: 0, burstRatio: 1, delayMs: 0 };
const wide = (ie: number, bpl = 14): Equipment => ({ band: 'wide', ie, bpl, lookAheadMs: 0 });

describe('E-model', () => {
  it('gives G.711 on a perfect line the rating of G.107 with all defaults: R 93.2, MOS 4.41', () => {
    const { rFactor, mosListening } = eModel({ equipment: equipmentOf('pcmu'), ...clean });
    expect(rFactor).toBe(93.2);
    expect(mosListening).toBeCloseTo(4.41, 2);
  });

  it('maps R to MOS as G.107 annex B', () => {
    expect([0, 50, 60, 70, 80, 90, 93.2, 100].map((r) => Number(mosOf(r).toFixed(2)))).toEqual([1, 2.58, 3.1, 3.6, 4.02, 4.34, 4.41, 4.5]);
    expect(mosOf(-5)).toBe(1);
    expect(mosOf(3)).toBe(1);
  });

  it('maps R of the wide band to MOS as G.107.1 annex A: the modes of AMR-WB in G.113 table IV.1', () => {
    const published = [[0, 4.5], [1, 4.494], [8, 4.421], [13, 4.337], [26, 4.02], [41, 3.512], [56, 2.922]] as const;
    for (const [ie, mos] of published) expect(eModel({ equipment: wide(ie), ...clean }).mosListening).toBeCloseTo(mos, 2);
  });

  it('rates AMR-WB 12.65 with 2 % loss by the values of G.113 tables IV.3 and IV.4 (Ie,wb 20, Bpl 4.3)', () => {
    const equipment = wide(20, 4.3);
    expect(effectiveImpairment(equipment, 2, 1)).toBeCloseTo(43.81, 2);
    expect(eModel({ equipment, ...clean, lossPercent: 2 }).mosListening).toBeCloseTo(3.406, 2);
  });

  it('rates the full band on the scale of G.107.2: R to 148, 132 for the worst loss (EVS 24.4 of G.113 table V.1)', () => {
    const evs: Equipment = { band: 'full', ie: 7.2, bpl: 11.4, lookAheadMs: 0 };
    expect(eModel({ equipment: { ...evs, ie: 0 }, ...clean }).mosListening).toBe(4.5);
    expect(eModel({ equipment: evs, ...clean }).rFactor).toBeCloseTo((148 - 7.2) / 1.48, 9);
    expect(effectiveImpairment(evs, 5, 1)).toBeCloseTo(7.2 + (124.8 * 5) / 16.4, 9);
  });

  it('follows the delay curve: none up to 100 ms, 0.16 at 150, 3.04 at 200, 8.92 at 250', () => {
    expect(delayImpairment(100)).toBe(0);
    expect(delayImpairment(150)).toBeCloseTo(0.1635, 3);
    expect(delayImpairment(200)).toBeCloseTo(3.0444, 3);
    expect(delayImpairment(250)).toBeCloseTo(8.9167, 3);
    expect(delayImpairment(400)).toBeGreaterThan(20);
  });

  it('takes the same delay off every band, on the scale to 100 (G.107.1 7-13: 1.29 times Idd)', () => {
    for (const codec of ['pcmu', 'g722', 'opus']) {
      const near = eModel({ equipment: equipmentOf(codec), ...clean });
      const far = eModel({ equipment: equipmentOf(codec), ...clean, delayMs: 250 });
      expect(near.rFactor - far.rFactor).toBeCloseTo(8.9167, 3);
    }
  });

  it('rates delay in the conversation and not in listening', () => {
    const near = eModel({ equipment: equipmentOf('opus'), ...clean });
    const far = eModel({ equipment: equipmentOf('opus'), ...clean, delayMs: 500 });
    expect(far.mosListening).toBe(near.mosListening);
    expect(far.mosConversational).toBeLessThan(near.mosConversational - 0.5);
  });

  it('falls with loss: G.711 with concealment 4.33 at 1 %, 3.92 at 5 %', () => {
    const equipment = equipmentOf('pcma');
    const at = (lossPercent: number): number => eModel({ equipment, ...clean, lossPercent }).mosListening;
    expect(at(1)).toBeCloseTo(4.33, 2);
    expect(at(5)).toBeCloseTo(3.92, 2);
    const scores = [0, 1, 2, 5, 10, 20, 100].map(at);
    scores.forEach((score, i) => { if (i > 0) expect(score).toBeLessThan(scores[i - 1] ?? 0); });
  });

  it('takes losses in rows for worse than the same share at random (G.107 7-29)', () => {
    // (95 - 0) * 5 / (5 + 25.1), and with a burst ratio of 2 over (5 / 2 + 25.1)
    expect(effectiveImpairment(equipmentOf('pcma'), 5, 1)).toBeCloseTo(15.7807, 3);
    expect(effectiveImpairment(equipmentOf('pcma'), 5, 2)).toBeCloseTo(17.2101, 3);
    expect(effectiveImpairment(equipmentOf('pcma'), 5, 0.5)).toBe(effectiveImpairment(equipmentOf('pcma'), 5, 1));
  });

  it('puts each codec on the scale of its band, and knows every one', () => {
    expect(equipmentOf('opus').band).toBe('full');
    expect(equipmentOf('g722').band).toBe('wide');
    expect(equipmentOf('PCMU').band).toBe('narrow');
    expect(eModel({ equipment: equipmentOf('g722'), ...clean }).mosListening).toBeCloseTo(4.34, 2);
    expect(eModel({ equipment: equipmentOf('opus'), ...clean }).mosListening).toBeCloseTo(4.32, 2);
    expect(eModel({ equipment: equipmentOf('l16'), ...clean }).rFactor).toBe(100);
    expect(equipmentOf(null).band).toBe('narrow');
  });
});
