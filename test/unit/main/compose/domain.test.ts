import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog, type Audio, type Media, type SecretStore, type Signalling } from '../../../../electron/calls/ports';
import { defaultSettings, type Account } from '../../../../electron/contract';
import { AccountId } from '../../../../electron/contract/ids';
import { Domain } from '../../../../electron/main/compose/domain';
import { NoticeBoard } from '../../../../electron/main/notices';
import { openStore, StoreError, type OpenStore } from '../../../../electron/store';
import { FakeClock } from '../../../support/fake-clock';

const account: Account = {
  id: AccountId.parse('line'), label: 'Reception', displayName: '', username: '201', authUsername: null, domain: 'pbx.test', outboundProxy: null,
  transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus'], voicemailNumber: null, enabled: true, practice: false,
};

let store: OpenStore;
let notices: NoticeBoard;
let applied: string[];
let domain: Domain;

beforeEach(() => {
  const clock = new FakeClock();
  store = openStore({ file: ':memory:', log: silentLog, clock });
  store.accounts.save(account);
  applied = [];
  notices = new NoticeBoard({ clock, log: silentLog, makeId: () => crypto.randomUUID(), onAdded: () => undefined });
  const signalling: Partial<Signalling> = {
    onEvent: () => () => undefined, applyAccount: ({ id }) => void applied.push(id), setAllowDirectIpCalls: () => undefined,
    registration: () => ({ kind: 'registering', sinceEpochMs: 0 }), removeAccount: async () => undefined,
  };
  const media: Partial<Media> = { onEvent: () => () => undefined };
  const audio: Partial<Audio> = { onDevices: () => () => undefined, onLevels: () => () => undefined, onProblem: () => () => undefined, configure: () => undefined };
  const secrets: SecretStore = { available: true, get: () => 'secret', set: () => undefined, remove: () => undefined };
  domain = new Domain({
    store, secrets, signalling: signalling as Signalling, media: media as Media, audio: audio as Audio, clock, notices, log: silentLog,
    startPracticeServer: async () => { throw new Error('not here'); }, settings: () => defaultSettings, onSettingsProvisioned: () => undefined,
    systemRegion: 'FR', broadcast: () => undefined, onChanged: () => undefined, onMediaRestarted: () => undefined,
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
