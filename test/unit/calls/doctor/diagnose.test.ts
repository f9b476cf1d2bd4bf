import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../../electron/calls/doctor/diagnose';
import type { RecentCounts, Vitals } from '../../../../electron/calls/doctor/vitals';
import { healthyStats } from './healthy-stats';

const flowing: RecentCounts = { sent: 500, received: 500, late: 0, unexpected: 0, unauthentic: 0, underruns: 0 };
const silent: RecentCounts = { ...flowing, received: 0 };
const healthy: Vitals = {
  heard: true, muted: false, localHold: false, remoteHold: false, expectsIn: true, expectsOut: true, sinceMs: 20_000,
  stats: healthyStats, recent: flowing, reports: { received: 6, aboutUs: 6 }, microphone: 'fine', speakerMissing: false,
};
const codes = (vitals: Partial<Vitals>): string[] => diagnose({ ...healthy, ...vitals }).map(({ code }) => code);
const stats = (more: Partial<Vitals['stats']>): Pick<Vitals, 'stats'> => ({ stats: { ...healthyStats, ...more } });
const nothing = { packetsReceived: 0, silentForMs: null };

describe('the call doctor finds', () => {
  it('nothing in a healthy call', () => expect(codes({})).toEqual([]));

  it('that they send nothing, with the port it should come to', () => {
    expect(diagnose({ ...healthy, ...stats(nothing), recent: silent })).toEqual([{ code: 'nothing-received', weight: 'problem', ms: 20_000, port: 40_000 }]);
  });

  it('nothing of that in the first seconds, nor where they were not to send', () => {
    expect(codes({ ...stats(nothing), recent: silent, sinceMs: 3_000 })).toEqual([]);
    expect(codes({ ...stats(nothing), recent: silent, expectsIn: false })).toEqual([]);
  });

  it('that their voice has stopped', () => {
    expect(diagnose({ ...healthy, ...stats({ silentForMs: 6_200 }) })).toEqual([{ code: 'stopped-arriving', weight: 'problem', ms: 6_200 }]);
  });

  it('that they hear nothing: all is reported lost', () => {
    expect(codes(stats({ lossOutPercent: (255 / 256) * 100 }))).toEqual(['not-heard']);
  });

  it('that they hear nothing: their reports never speak of us', () => {
    expect(codes({ reports: { received: 5, aboutUs: 0 }, ...stats({ lossOutPercent: null }) })).toEqual(['not-heard']);
    expect(codes({ reports: { received: 0, aboutUs: 0 }, ...stats({ lossOutPercent: null }) })).toEqual([]);
  });

  it('nothing about what they hear while we send nothing', () => {
    expect(codes({ ...stats({ lossOutPercent: 100 }), recent: { ...flowing, sent: 0 } })).toEqual([]);
    expect(codes({ ...stats({ lossOutPercent: 100 }), expectsOut: false })).toEqual([]);
  });

  it('a microphone that is missing, or silent without being muted here', () => {
    expect(codes({ microphone: 'missing' })).toEqual(['microphone-missing']);
    expect(codes({ microphone: 'silent' })).toEqual(['microphone-silent']);
    expect(codes({ microphone: 'silent', muted: true })).toEqual([]);
    expect(codes({ microphone: 'silent', heard: false })).toEqual([]);
  });

  it('a speaker that is missing', () => expect(codes({ speakerMissing: true })).toEqual(['speaker-missing']));

  it('loss from them and to them, with its share', () => {
    expect(diagnose({ ...healthy, ...stats({ lossInPercent: 8, lossOutPercent: 3.5 }) })).toEqual([
      { code: 'loss-in', weight: 'warning', percent: 8 }, { code: 'loss-out', weight: 'warning', percent: 3.5 },
    ]);
    expect(codes(stats({ lossInPercent: 1.2, lossOutPercent: 1 }))).toEqual([]);
  });

  it('packets too late to be played, and uneven arrival', () => {
    expect(diagnose({ ...healthy, recent: { ...flowing, late: 25 } })).toEqual([{ code: 'late-in', weight: 'warning', percent: 5 }]);
    expect(codes(stats({ jitterMs: 60 }))).toEqual(['jitter-in']);
  });

  it('a long delay, from the estimate or from its parts', () => {
    expect(codes(stats({ quality: { ...healthyStats.quality, mouthToEarMs: 420 } }))).toEqual(['high-delay']);
    const { quality: _quality, ...bare } = healthyStats;
    expect(codes({ stats: { ...bare, roundTripMs: 600, playoutDelayMs: 100 } })).toEqual(['high-delay']);
  });

  it('that this machine stalls', () => {
    expect(diagnose({ ...healthy, recent: { ...flowing, underruns: 4 } })).toEqual([{ code: 'sound-stalls', weight: 'warning', count: 4 }]);
    expect(codes({ recent: { ...flowing, underruns: 4 }, heard: false })).toEqual([]);
  });

  it('a codec that was never agreed, and does not call it silence as well', () => {
    expect(codes({ ...stats(nothing), recent: { ...silent, unexpected: 480 } })).toEqual(['codec-mismatch']);
    expect(codes({ recent: { ...flowing, unexpected: 30 } })).toEqual([]);
  });

  it('keys that do not fit', () => {
    expect(codes({ ...stats(nothing), recent: { ...silent, unauthentic: 480 } })).toEqual(['encryption-mismatch']);
    expect(codes({ ...stats({ ...nothing, security: { kind: 'failed', keyExchange: 'dtls', reason: 'alert', forGood: true } }), recent: silent })).toEqual(['encryption-mismatch']);
  });

  it('that ICE found no way', () => {
    expect(codes({ ...stats({ ...nothing, path: { ...healthyStats.path, ice: 'failed' } }), recent: silent })).toEqual(['path-failed']);
    expect(codes(stats({ path: { ...healthyStats.path, ice: 'failed' } }))).toEqual([]);
  });

  it('hold, and then nothing else: silence is right', () => {
    expect(codes({ ...stats(nothing), recent: silent, localHold: true })).toEqual(['held-by-us']);
    expect(codes({ ...stats(nothing), recent: silent, remoteHold: true })).toEqual(['held-by-them']);
  });

  it('names what is graver first', () => {
    expect(codes({ ...stats({ jitterMs: 80, lossInPercent: 4, lossOutPercent: 100 }) })).toEqual(['not-heard', 'loss-in', 'jitter-in']);
  });
});
