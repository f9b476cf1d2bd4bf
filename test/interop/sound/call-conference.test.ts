import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CallId } from '../../../electron/contract';
import { CallRig, connect, historyOf, wait } from '../../support/call-rig';
import type { HeadlessPhone } from '../../support/headless-phone';
import { hasBaresip, startBaresip, type Baresip } from '../../support/sip/baresip';
import { hasKamailio, passwordOf } from '../../support/sip/kamailio';
import { tone, tonesIn } from '../../support/sound/tones';

const HZ = { me: 500, bare: 700, peer: 1100, carol: 1500 };
const all = Object.values(HZ);

/** Which tones are in half a second of it, wherever they are all there at once: a stall of the machine tears one piece, not all. */
function heardIn(pcm: Float32Array, wanted: readonly number[]): number[] {
  let found: number[] = [];
  for (let from = 0; from + 24_000 <= pcm.length; from += 12_000) {
    found = tonesIn(pcm.subarray(from, from + 24_000), all, 0.03);
    if (found.join() === wanted.join()) return found;
  }
  return found;
}

const hasOpusTools = spawnSync('opusdec', ['--version']).error === undefined;

/** A conference with phones that are not ours in it, recorded to a file that others read. */
describe.skipIf(!hasKamailio || !hasBaresip || !hasOpusTools)('a conference of our phone, two baresips and one more phone, over Kamailio', () => {
  let rig: CallRig;
  const folder = mkdtempSync(path.join(tmpdir(), 'conference-'));
  beforeAll(async () => { rig = await CallRig.open(); });
  afterEach(() => rig.clear());
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await rig.close();
  });

  async function callOut(phone: HeadlessPhone, user: string, peer: Baresip): Promise<CallId> {
    const callId = phone.calls.dial(user, null);
    await peer.next('CALL_INCOMING');
    peer.command('accept');
    await phone.call('established', ({ id, phase }) => id === callId && phase.kind === 'established');
    return callId;
  }

  it('everyone hears all others and nobody themselves; the recording has me left and all of them right', async () => {
    const [alice, carol] = await Promise.all([rig.phone('alice', { recordingFolder: folder }), rig.phone('carol')]);
    const users = ['bob', 'bare'] as const;
    const [first, second] = await Promise.all([HZ.bare, HZ.peer].map(async (hz, i) => {
      const peer = await startBaresip(users[i] as string, passwordOf(users[i] as string), rig.server, { codecs: ['PCMA/8000/1'], speech: tone(hz, 40_000) });
      rig.onClose(() => peer.stop());
      return peer;
    })) as [Baresip, Baresip];
    alice.say(tone(HZ.me, 40_000));
    carol.say(tone(HZ.carol, 40_000));
    const { fromId: withCarol } = await connect(alice, carol);
    const withFirst = await callOut(alice, users[0], first);
    const withSecond = await callOut(alice, users[1], second);
    expect(alice.snapshot.filter(({ phase }) => phase.kind === 'established' && phase.localHold)).toHaveLength(2);

    alice.calls.conference.merge(null);
    await alice.until(() => (alice.snapshot.every(({ phase, conference, heard, holdPending }) => conference && heard && !holdPending && phase.kind === 'established' && !phase.localHold) ? true : null), 'all in the conference', 15_000);
    alice.calls.recordings.start(withSecond);
    await wait(800);
    for (const phone of [alice, carol]) phone.listen();
    await wait(3_000);
    expect(heardIn(alice.heard(), [HZ.bare, HZ.peer, HZ.carol])).toEqual([HZ.bare, HZ.peer, HZ.carol]);
    expect(heardIn(carol.heard(), [HZ.me, HZ.bare, HZ.peer])).toEqual([HZ.me, HZ.bare, HZ.peer]);
    expect(alice.snapshot.map(({ recording }) => recording !== null)).toEqual([true, true, true]);

    alice.calls.conference.end();
    await alice.until(() => (alice.ended.length === 3 ? true : null), 'all ended');
    await second.next('CALL_CLOSED');
    // The second was never held, so baresip's own recording of it is whole.
    const heardBySecond = (await second.recordings()).at(-1) ?? new Float32Array(0);
    expect(heardIn(heardBySecond, [HZ.me, HZ.bare, HZ.carol])).toEqual([HZ.me, HZ.bare, HZ.carol]);
    for (let from = 0; from + 24_000 <= heardBySecond.length; from += 12_000) expect(tonesIn(heardBySecond.subarray(from, from + 24_000), [HZ.peer], 0.03), 'nobody hears themselves').toEqual([]);

    const stored = [withCarol, withFirst, withSecond].map((callId) => alice.store.recordings.ofCall(callId));
    expect(stored.map((list) => list.length)).toEqual([1, 1, 1]);
    expect(historyOf(alice).map(({ recorded }) => recorded)).toEqual([true, true, true]);
    const file = stored[0]?.[0]?.file ?? '';
    await alice.until(() => (alice.store.recordings.ofCall(withCarol)[0]?.durationMs == null ? null : true), 'the file is closed');
    const wav = path.join(folder, 'decoded.wav');
    execFileSync('opusdec', ['--quiet', '--rate', '48000', file, wav], { stdio: 'ignore' });
    const raw = execFileSync('sox', [wav, '-t', 'f32', '-'], { maxBuffer: 1 << 28 });
    const both = new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    const [left, right] = [both.filter((_, i) => i % 2 === 0), both.filter((_, i) => i % 2 === 1)];
    expect(heardIn(left, [HZ.me])).toEqual([HZ.me]);
    expect(heardIn(right, [HZ.bare, HZ.peer, HZ.carol])).toEqual([HZ.bare, HZ.peer, HZ.carol]);
  }, 60_000);
});
