import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog, type Audio, type Media, type MediaEvent, type SecretKept, type SecretStore, type Signalling } from '../../../../electron/calls/ports';
import { defaultSettings, type Account } from '../../../../electron/contract';
import { AccountId } from '../../../../electron/contract/ids';
import { Domain } from '../../../../electron/main/compose/domain';
import { NoticeBoard } from '../../../../electron/main/notices';
import { openStore, StoreError, type OpenStore } from '../../../../electron/store';
import { FakeClock } from '../../../support/fake-clock';
import { silentTransfer } from '../../../support/silent-transfer';
import { FakeSubscriptions } from '../../calls/presence/fake-subscriptions';

const account: Account = {
  id: AccountId.parse('line'), label: 'Reception', displayName: '', username: '201', authUsername: null, domain: 'pbx.test', outboundProxy: null,
  transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus'], voicemailNumber: null, enabled: true, practice: false,
};

let store: OpenStore;
let notices: NoticeBoard;
let applied: string[];
let domain: Domain;
let kept: SecretKept;
let mediaListeners: ((event: MediaEvent) => void)[];
let clock: FakeClock;

beforeEach(() => {
  clock = new FakeClock();
  store = openStore({ file: ':memory:', log: silentLog, clock });
  store.accounts.save(account);
  applied = [];
  kept = 'stored';
  notices = new NoticeBoard({ clock, log: silentLog, makeId: () => crypto.randomUUID(), onAdded: () => undefined });
  const signalling: Partial<Signalling> = {
    transfer: silentTransfer, subscriptions: new FakeSubscriptions(), callers: { configure: () => undefined },
    onEvent: () => () => undefined, applyAccount: ({ id }) => void applied.push(id), setAllowDirectIpCalls: () => undefined,
    registration: () => ({ kind: 'registering', sinceEpochMs: 0 }), removeAccount: async () => undefined,
    messaging: { onMessage: () => () => undefined } as Partial<Signalling['messaging']> as Signalling['messaging'],
  };
  const media: Partial<Media> = { setActive: () => undefined, setMuted: () => undefined, onEvent: (listener) => (mediaListeners.push(listener), () => undefined) };
  mediaListeners = [];
  const audio: Partial<Audio> = { onDevices: () => () => undefined, onLevels: () => () => undefined, onProblem: () => () => undefined, configure: () => undefined };
  const secrets: SecretStore = { available: true, get: () => 'secret', set: () => kept, remove: () => undefined };
  domain = new Domain({
    recordingFolder: () => '/recordings', announcement: () => '/announcement.opus',
    store, secrets, signalling: signalling as Signalling, media: media as Media, audio: audio as Audio, clock, notices, log: silentLog,
    startPracticeServer: async () => { throw new Error('not here'); }, settings: () => defaultSettings, onSettingsProvisioned: () => undefined,
    systemRegion: 'FR', broadcast: () => undefined, onChanged: () => undefined, onMediaRestarted: () => undefined,
    messages: { onArrived: () => undefined, onRead: () => undefined },
  });
});
afterEach(() => store.close());

const diskFull = (): never => { throw new StoreError('DISK_FULL', 'no room'); };

describe('the domain on a full disk', () => {
  it('registers its lines although the calls of a crash cannot be closed, and says why', () => {
    store.history.closeInterrupted = diskFull;
    domain.start();
    expect(applied).toEqual(['line']);
    expect(notices.list()).toMatchObject([{ code: 'disk-full', detail: 'no room' }]);
  });
  it('tells the tray\'s orders that fail by a notice, and never throws', () => {
    domain.forShell(diskFull).actions.setDoNotDisturb(true);
    expect(notices.list()).toMatchObject([{ code: 'disk-full' }]);
  });
});

describe('what the user must know', () => {
  const codes = (): string[] => notices.list().map(({ code }) => code);
  const media = (kind: 'died' | 'restarted'): void => { for (const listener of mediaListeners) listener({ kind }); };

  it.each([['no-keychain', ['keychain-missing']], ['failed', ['password-not-stored']], ['stored', []], ['for-this-run', []]] as const)('a password that is %s', (outcome, told) => {
    kept = outcome;
    const { practice: _practice, ...draft } = account;
    domain.accounts.save({ ...draft, password: 'secret' });
    expect(codes()).toEqual(told);
  });
  it('a media process that came back, and one that dies whenever it is started', () => {
    media('died');
    media('restarted');
    expect(codes()).toEqual(['media-restarted']);
    clock.advance(60_000);
    for (let time = 0; time < 5; time += 1) {
      media('died');
      clock.advance(1_000);
    }
    expect(codes()).toEqual(['media-restarted', 'media-failed']);
  });
});
