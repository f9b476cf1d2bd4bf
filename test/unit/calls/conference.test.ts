import { beforeEach, describe, expect, it } from 'vitest';
import { CallService } from '../../../electron/calls/call-service';
import { silentLog, type Audio, type ContactStore, type HistoryStore, type Media, type MediaEvent, type Negotiated, type RecordingOptions, type RecordingStore, type Signalling, type SignallingEvent } from '../../../electron/calls/ports';
import { defaultSettings, type CallSnapshot, type Settings } from '../../../electron/contract';
import { CallId, RecordingId } from '../../../electron/contract/ids';
import { account } from '../store/support';
import { healthyStats } from './doctor/healthy-stats';
import { FakeClock } from '../../support/fake-clock';
import { silentTransfer } from '../../support/silent-transfer';

const negotiated: Negotiated = { codec: 'opus', direction: 'sendrecv', remoteHold: false, telephoneEvent: true, ptimeMs: 20, secure: false } as unknown as Negotiated;
const settle = async (): Promise<void> => { for (let i = 0; i < 4; i += 1) await new Promise((done) => setImmediate(done)); };

/** A service whose ports write down what concerns conferences and recordings. */
class Office {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  readonly stored: string[] = [];
  readonly problems: string[] = [];
  readonly recordings: RecordingOptions[] = [];
  calls: CallSnapshot[] = [];
  settings: Settings = { ...defaultSettings };
  startFails: Error | null = null;
  signal!: (event: SignallingEvent) => void;
  media!: (event: MediaEvent) => void;
  readonly service: CallService;

  constructor() {
    let serial = 0;
    const say = (...words: unknown[]): void => void this.log.push(words.join(' '));
    const media: Partial<Media> = {
      onEvent: (listener) => ((this.media = listener), () => {}),
      canAnswer: async () => ({ ok: true }),
      makeOffer: async (_id, { direction }) => `offer-${direction}`,
      makeAnswer: async () => ({ ok: true, sdp: 'answer', negotiated }),
      takeAnswer: async () => ({ ok: true, negotiated }),
      setMuted: (id, muted) => say(muted ? 'mute' : 'unmute', id),
      setActive: (id) => say('active', id ?? 'none'),
      setConference: (ids) => say('conference', ids.join('+') || 'none'),
      startRecording: async (id, options) => {
        this.recordings.push(options);
        if (this.startFails) throw this.startFails;
        say('record', id, options.callIds.join('+'));
        return { file: `${options.path}.opus` };
      },
      setRecordingCalls: (id, ids) => say('record', id, ids.join('+')),
      stopRecording: async (id) => (say('stop', id), null),
      playFile: async (id, file) => { say('play', id, file); if (file === 'bad') throw new Error('not sound'); return { durationMs: null }; },
      stopFile: (id) => say('stop file', id),
      close: async () => null,
    };
    const signalling: Partial<Signalling> = {
      onEvent: (listener) => ((this.signal = listener), () => {}),
      transfer: silentTransfer,
      localAddress: () => '127.0.0.1', isSecure: () => false, ring: () => {}, accept: () => {}, answerOffer: () => {},
      hangUp: (id) => say('bye', id),
      reinvite: async (id, sdp) => (say('reinvite', id, sdp), { ok: true, sdp: 'answer' }),
    };
    const history: Partial<HistoryStore> = { begin: () => {}, answered: () => {}, ended: () => {} };
    const store: Partial<RecordingStore> = {
      begin: ({ id, callIds, file }) => void this.stored.push(`begin ${id} ${callIds.join('+')} ${file}`),
      addCalls: (id, callIds) => void this.stored.push(`add ${id} ${callIds.join('+')}`),
      ended: (id, durationMs) => void this.stored.push(`ended ${id} ${durationMs}`),
    };
    this.service = new CallService({
      signalling: signalling as Signalling, media: media as Media, history: history as HistoryStore,
      audio: { startStream: () => {}, stopStream: () => {}, playTone: () => {}, stopTone: () => {}, onLevels: () => () => {}, problem: () => null } as Partial<Audio> as Audio,
      contacts: { match: () => null } as Partial<ContactStore> as ContactStore,
      accounts: () => [account], settings: () => this.settings, region: () => 'FR', clock: this.clock, log: silentLog, newCallId: () => CallId.parse(`out${++serial}`),
      onChanged: (calls) => (this.calls = calls), onEnded: () => {}, onHistoryChanged: () => {},
      recording: {
        store: store as RecordingStore, folder: () => '/music', join: (folder, name) => `${folder}/${name}`, announcement: () => '/announce.opus',
        newRecordingId: () => RecordingId.parse(`r${++serial}`), onProblem: (problem, detail) => this.problems.push(`${problem} ${detail}`.trim()),
      },
    });
  }

  async talks(name: string): Promise<CallId> {
    const callId = CallId.parse(name);
    this.signal({ kind: 'incoming', callId, accountId: account.id, remote: { number: name, uri: `sip:${name}@pbx.test`, displayName: null }, offer: 'offer', direct: false });
    await settle();
    this.service.answer(callId);
    await settle();
    return callId;
  }

  /** Each call as a word: name, C in the conference, h heard, L held by us, R recorded, m muted. */
  state(): string[] {
    return this.calls.filter(({ phase }) => phase.kind !== 'ended').map((call) => [
      call.id, ' ', call.conference ? 'C' : '', call.heard ? 'h' : '', call.phase.kind === 'established' && call.phase.localHold ? 'L' : '', call.recording ? 'R' : '', call.muted ? 'm' : '',
    ].join(''));
  }
}

let office: Office;
beforeEach(() => { office = new Office(); });

describe('a conference', () => {
  it('joins the call that talks with the one that waits: both resumed, both heard', async () => {
    await office.talks('a');
    await office.talks('b');
    expect(office.state()).toEqual(['a L', 'b h']);
    office.log.length = 0;
    office.service.conference.merge(null);
    await settle();
    expect(office.state()).toEqual(['a Ch', 'b Ch']);
    expect(office.log).toContain('conference a+b');
    expect(office.log).toContain('reinvite a offer-sendrecv');
  });

  it('needs two established calls', async () => {
    expect(() => office.service.conference.merge(null)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    const a = await office.talks('a');
    expect(() => office.service.conference.merge(null)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    expect(() => office.service.conference.merge([a, CallId.parse('nobody')])).toThrow(expect.objectContaining({ code: 'CALL_NOT_FOUND' }));
    expect(() => office.service.conference.split(a)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    expect(() => office.service.conference.end()).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
  });

  it('joins only the calls named, and grows to eight', async () => {
    const ids: CallId[] = [];
    for (const name of 'abcdefgh') ids.push(await office.talks(name));
    office.service.conference.merge(ids.slice(0, 2));
    await settle();
    expect(office.state().slice(0, 3)).toEqual(['a Ch', 'b Ch', 'c L']);
    expect(office.state()[7]).toBe('h L');
    office.service.conference.merge(null);
    await settle();
    expect(office.state()).toEqual([...'abcdefgh'].map((name) => `${name} Ch`));
    expect(office.log.at(-1)).not.toContain('active none');
  });

  it('is held, resumed and muted as a whole', async () => {
    const a = await office.talks('a');
    const b = await office.talks('b');
    office.service.conference.merge([a, b]);
    await settle();
    office.service.hold(a);
    await settle();
    expect(office.state()).toEqual(['a CL', 'b CL']);
    office.service.resume(b);
    await settle();
    expect(office.state()).toEqual(['a Ch', 'b Ch']);
    office.service.setMuted(b, true);
    expect(office.state()).toEqual(['a Chm', 'b Chm']);
  });

  it('starts muted where one of its calls was', async () => {
    const a = await office.talks('a');
    office.service.setMuted(a, true);
    await office.talks('b');
    office.service.conference.merge(null);
    await settle();
    expect(office.state()).toEqual(['a Chm', 'b Chm']);
  });

  it('waits as a whole while another call talks, and a swap brings it back as a whole', async () => {
    await office.talks('a');
    await office.talks('b');
    office.service.conference.merge(null);
    await settle();
    await office.talks('c');
    expect(office.state()).toEqual(['a CL', 'b CL', 'c h']);
    office.service.swap();
    await settle();
    expect(office.state()).toEqual(['a Ch', 'b Ch', 'c L']);
    office.service.swap();
    await settle();
    expect(office.state()).toEqual(['a CL', 'b CL', 'c h']);
  });

  it('loses one that hangs up, and is none any more with one left, who talks on', async () => {
    for (const name of 'abc') await office.talks(name);
    office.service.conference.merge(null);
    await settle();
    office.signal({ kind: 'ended', callId: CallId.parse('c'), reason: null });
    await settle();
    expect(office.state()).toEqual(['a Ch', 'b Ch']);
    office.service.hangUp(CallId.parse('a'));
    await settle();
    expect(office.state()).toEqual(['b h']);
    expect(office.log).toContain('conference none');
    expect(office.log.filter((line) => line.startsWith('active')).at(-1)).toBe('active b');
  });

  it('lets one be spoken to alone while the others wait together', async () => {
    for (const name of 'abc') await office.talks(name);
    office.service.conference.merge(null);
    await settle();
    office.service.conference.split(CallId.parse('a'));
    await settle();
    expect(office.state()).toEqual(['a h', 'b CL', 'c CL']);
    office.service.conference.merge(null);
    await settle();
    expect(office.state()).toEqual(['a Ch', 'b Ch', 'c Ch']);
  });

  it('is ended for all at once', async () => {
    for (const name of 'ab') await office.talks(name);
    office.service.conference.merge(null);
    office.service.conference.end();
    await settle();
    expect(office.state()).toEqual([]);
    expect(office.log.filter((line) => line.startsWith('bye'))).toEqual(['bye a', 'bye b']);
  });

  it('is set up again in a new media process', async () => {
    for (const name of 'ab') await office.talks(name);
    office.service.conference.merge(null);
    await settle();
    office.log.length = 0;
    office.media({ kind: 'died' });
    office.media({ kind: 'restarted' });
    expect(office.log.slice(0, 2)).toEqual(['conference a+b', 'active b']);
  });

  it('says who spoke in the last second', async () => {
    for (const name of 'ab') await office.talks(name);
    const tell = (): void => office.media({ kind: 'stats', callId: CallId.parse('a'), stats: { ...healthyStats, levelIn: 0.4 } });
    tell();
    expect(office.calls[0]?.speaking).toBe(false);
    office.service.conference.merge(null);
    await settle();
    tell();
    expect(office.calls.map(({ speaking }) => speaking)).toEqual([true, false]);
  });
});

describe('a recording', () => {
  it('of a call has a name that says when and who, is in the history, and ends with a fact', async () => {
    const a = await office.talks('0144556677');
    office.service.recordings.start(a);
    await settle();
    expect(office.state()).toEqual(['0144556677 hR']);
    expect(office.recordings[0]).toMatchObject({ format: 'opus', callIds: [a], announcement: null, toneEverySeconds: 15 });
    expect(office.recordings[0]?.path).toMatch(/^\/music\/\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d from 0144556677$/);
    office.media({ kind: 'recordingStopped', recordingId: 'r1', result: { file: 'f', durationMs: 5000, reason: 'asked', detail: '' } });
    expect(office.state()).toEqual(['0144556677 h']);
    expect(office.stored).toEqual([expect.stringMatching(/^begin r1 0144556677 \/music\/.*\.opus$/), 'ended r1 5000']);
    expect(office.problems).toEqual([]);
  });

  it('is announced or silent as the setting says, and starts by itself where wanted', async () => {
    office.settings = { ...office.settings, recordAutomatically: true, recordingNotice: 'announcement', recordingFormat: 'wav-16k' };
    await office.talks('a');
    expect(office.state()).toEqual(['a hR']);
    expect(office.recordings[0]).toMatchObject({ format: 'wav-16k', announcement: '/announce.opus', toneEverySeconds: 15 });
    office.settings = { ...office.settings, recordingNotice: 'off' };
    await office.talks('b');
    expect(office.recordings[1]).toMatchObject({ announcement: null, toneEverySeconds: null });
  });

  it('goes on over a merge, with the others in it and in their history', async () => {
    const a = await office.talks('a');
    office.service.recordings.start(a);
    await office.talks('b');
    office.service.conference.merge(null);
    await settle();
    expect(office.state()).toEqual(['a ChR', 'b ChR']);
    expect(office.log).toContain('record r1 a+b');
    expect(office.stored).toContain('add r1 b');
  });

  it('of a conference is one file for all', async () => {
    await office.talks('a');
    const b = await office.talks('b');
    office.service.conference.merge(null);
    office.service.recordings.start(b);
    await settle();
    expect(office.recordings).toHaveLength(1);
    expect(office.recordings[0]).toMatchObject({ callIds: ['a', 'b'], title: expect.stringContaining('conference of 2') as string });
    office.service.recordings.start(b);
    expect(office.recordings).toHaveLength(1);
  });

  it.each([['disk-full', 'disk-full no room'], ['disk-slow', 'disk-slow no room']] as const)('that a %s ends is told; the call goes on', async (reason, told) => {
    const a = await office.talks('a');
    office.service.recordings.start(a);
    await settle();
    office.media({ kind: 'recordingStopped', recordingId: 'r1', result: { file: 'f', durationMs: 1, reason, detail: 'no room' } });
    expect([office.problems, office.state()]).toEqual([[told], ['a h']]);
  });

  it('that cannot begin is told, and only established calls are recorded', async () => {
    office.startFails = Object.assign(new Error('ENOSPC: no space'), { code: 'ENOSPC' });
    const a = await office.talks('a');
    office.service.recordings.start(a);
    await settle();
    expect([office.problems, office.state()]).toEqual([['disk-full ENOSPC: no space'], ['a h']]);
    office.service.hangUp(a);
    expect(() => office.service.recordings.start(a)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
  });

  it('goes on in a second file after the media process died, and the user hears of it', async () => {
    const a = await office.talks('a');
    office.service.recordings.start(a);
    await settle();
    office.clock.advance(4000);
    office.media({ kind: 'died' });
    office.media({ kind: 'restarted' });
    await settle();
    expect(office.stored.slice(1)).toEqual(['ended r1 4000', expect.stringMatching(/^begin r2 a /)]);
    expect([office.problems, office.state()]).toEqual([['interrupted'], ['a hR']]);
  });
});

describe('a file played into a call', () => {
  it('is shown until it ends, and one that cannot be played is refused', async () => {
    const a = await office.talks('a');
    await office.service.playback.play(a, '/music/hello.wav', 'hello.wav');
    expect(office.calls[0]?.playing).toBe('hello.wav');
    office.service.playback.stop(a);
    expect(office.log.at(-1)).toBe('stop file a');
    office.media({ kind: 'fileStopped', callId: a, reason: 'stopped' });
    expect(office.calls[0]?.playing).toBeNull();
    await expect(office.service.playback.play(a, 'bad', 'bad')).rejects.toThrow('not sound');
    expect(office.calls[0]?.playing).toBeNull();
    office.service.hangUp(a);
    await expect(office.service.playback.play(a, 'x', 'x')).rejects.toMatchObject({ code: 'WRONG_PHASE' });
  });
});
