import { describe, expect, it } from 'vitest';
import { delayImpairment, eModel, effectiveImpairment, mosOf } from '../../../../electron/media/quality/e-model';
import { equipmentOf } from '../../../../electron/media/quality/equipment';

const clean = { lossPercent: 0, burstRatio: 1, delayMs: 0 };

describe('E-model', () => {
  it('gives G.711 on a perfect line the rating of G.107 with all defaults', () => {
    const { rFactor, mosListening } = eModel({ equipment: equipmentOf('pcmu'), ...clean });
    expect(rFactor).toBeCloseTo(93.4, 1);
    expect(mosListening).toBeCloseTo(4.41, 2);
  });

  it('maps R to MOS as G.107 annex B', () => {
    expect([0, 50, 60, 70, 80, 90, 100].map((r) => Number(mosOf(r).toFixed(2)))).toEqual([1, 2.58, 3.1, 3.6, 4.02, 4.34, 4.5]);
    expect(mosOf(-5)).toBe(1);
    expect(mosOf(3)).toBe(1);
  });

  it('follows the delay curve: none up to 100 ms, little at 200, much at 400', () => {
    expect(delayImpairment(100)).toBe(0);
    expect(delayImpairment(150)).toBeLessThan(1);
    expect(delayImpairment(200)).toBeCloseTo(3.0, 0);
    expect(delayImpairment(400)).toBeGreaterThan(20);
    const steps = [100, 150, 200, 300, 400, 600].map(delayImpairment);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  it('rates delay in the conversation and not in listening', () => {
    const near = eModel({ equipment: equipmentOf('opus'), ...clean });
    const far = eModel({ equipment: equipmentOf('opus'), ...clean, delayMs: 500 });
    expect(far.mosListening).toBe(near.mosListening);
    expect(far.mosConversational).toBeLessThan(near.mosConversational - 0.5);
  });

  it('falls with loss, and further where losses come in rows', () => {
    const equipment = equipmentOf('pcma');
    const scores = [0, 1, 2, 5, 10, 20, 100].map((lossPercent) => eModel({ equipment, ...clean, lossPercent }).mosListening);
    scores.forEach((score, i) => { if (i > 0) expect(score).toBeLessThan(scores[i - 1] ?? 0); });
    // (95 - 0) * 5 / (5 + 25.1)
    expect(effectiveImpairment(equipment, 5, 1)).toBeCloseTo(15.78, 1);
    expect(effectiveImpairment(equipment, 5, 3)).toBeGreaterThan(effectiveImpairment(equipment, 5, 1));
  });

  it('puts wide band on its own scale, and knows every codec', () => {
    expect(equipmentOf('g722').band).toBe('wide');
    expect(equipmentOf('PCMU').band).toBe('narrow');
    expect(eModel({ equipment: equipmentOf('opus'), ...clean }).mosListening).toBeGreaterThan(4.4);
    expect(eModel({ equipment: equipmentOf('l16'), ...clean }).rFactor).toBe(100);
    expect(equipmentOf(null).band).toBe('narrow');
  });
});
