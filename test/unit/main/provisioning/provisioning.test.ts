import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../electron/calls/ports/log';
import type { SecretKept } from '../../../../electron/calls/ports';
import type { Account } from '../../../../electron/contract/accounts';
import type { KeyFields } from '../../../../electron/contract/keys';
import { AccountId } from '../../../../electron/contract/ids';
import { defaultSettings, type Settings } from '../../../../electron/contract/settings';
import { applyProvisioning, type ProvisioningTargets } from '../../../../electron/main/provisioning/apply';
import { provisionFrom } from '../../../../electron/main/provisioning/provision';
import { parseProvisioning, readProvisioningFile } from '../../../../electron/main/provisioning/read';

function faultsOf(json: unknown): string[] {
  const result = parseProvisioning(typeof json === 'string' ? json : JSON.stringify(json));
  return result.ok ? [] : result.faults;
}
const account = { username: '201', domain: 'pbx.test' };

describe('reading a provisioning file', () => {
  it('fills in what is usual', () => {
    const result = parseProvisioning(`\uFEFF${JSON.stringify({ version: 1, accounts: [{ ...account, password: 'hunter2' }], settings: { theme: 'dark' } })}`);
    expect(result).toEqual({ ok: true, file: {
      version: 1, keys: [], settings: { theme: 'dark' },
      accounts: [{
        username: '201', domain: 'pbx.test', password: 'hunter2', displayName: '', authUsername: null, outboundProxy: null, transport: 'udp',
        registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus', 'g722', 'pcma', 'pcmu'], voicemailNumber: null, enabled: true,
      }],
    } });
  });

  it.each([
    [{ accounts: [] }, /^version: /],
    [{ version: 2 }, /^version: /],
    [{ version: 1, accounts: [account, { username: '202' }] }, /^accounts\[1\]\.domain: /],
    [{ version: 1, accounts: [{ ...account, codecs: ['opus', 'mp3'] }] }, /^accounts\[0\]\.codecs\[1\]: /],
    [{ version: 1, accounts: [{ ...account, pasword: 'hunter2' }] }, /^accounts\[0\]: .*pasword/],
    [{ version: 1, accounts: [{ ...account, domain: 'sip:x@y' }] }, /^accounts\[0\]\.domain: expected a host name/],
    [{ version: 1, settings: { theme: 'purple' } }, /^settings\.theme: /],
    [{ version: 1, settings: { them: 'dark' } }, /^settings: .*them/],
    [{ version: 1, accounts: [account, { ...account, domain: 'PBX.test' }] }, /^accounts\[1\]: the same/],
    [[], /^\(file\): /],
  ])('refuses %j and names the field', (json, fault) => {
    expect(faultsOf(json)).toEqual([expect.stringMatching(fault)]);
  });

  it('names every wrong field at once, and quotes no value', () => {
    const faults = faultsOf({ version: 1, accounts: [{ username: 'hunter2', domain: 7, password: ['hunter2'], dtmfMethod: 'hunter2' }] });
    expect(faults.map((fault) => fault.split(':', 1)[0])).toEqual(['accounts[0].password', 'accounts[0].domain', 'accounts[0].dtmfMethod']);
    expect(faults.join()).not.toContain('hunter2');
  });

  it('says where JSON breaks off, without the text around it', () => {
    const faults = faultsOf('{\n  "version": 1,\n  "accounts": [{ "password": "hunter2" "x" }]\n}');
    expect(faults.join()).not.toContain('hunter2');
    expect(faults[0]).toMatch(/^not valid JSON, line 3, column \d+$/);
  });

  it('says in words why a file cannot be read', () => {
    expect(readProvisioningFile('/no/such/file.json')).toEqual({ ok: false, faults: ['there is no such file'] });
    expect(readProvisioningFile(tmpdir())).toEqual({ ok: false, faults: ['that is a folder'] });
  });

  it('takes the example of the guide', () => {
    const example = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/provisioning.md', 'utf8'))?.[1] ?? '';
    expect(faultsOf(example)).toEqual([]);
    expect(parseProvisioning(example)).toMatchObject({ ok: true, file: { accounts: [{ username: '201' }, {}] } });
  });
});

function targets(accounts: Account[] = []) {
  let settings: Settings = defaultSettings;
  const kept = new Map(accounts.map((each) => [each.id, each]));
  const passwords = new Map<AccountId, string>();
  let next = 0;
  return {
    kept, passwords,
    accounts: { list: () => [...kept.values()], save: vi.fn((each: Account) => { kept.set(each.id, each); }), remove: vi.fn((id: AccountId) => { kept.delete(id); }) },
    settings: { get: () => settings, set: vi.fn((change: Partial<Settings>) => { settings = { ...settings, ...change }; return settings; }) },
    secrets: { available: true, get: (id: AccountId) => passwords.get(id) ?? null, set: (id: AccountId, secret: string): SecretKept => { passwords.set(id, secret); return 'stored'; }, remove: (id: AccountId) => { passwords.delete(id); } },
    makeAccountId: () => AccountId.parse(`new-${(next += 1)}`),
    saveKeys: vi.fn((_keys: readonly KeyFields[]) => undefined),
  } satisfies ProvisioningTargets & Record<string, unknown>;
}
function fileOf(json: unknown) {
  const result = parseProvisioning(JSON.stringify(json));
  if (!result.ok) throw new Error(result.faults.join());
  return result.file;
}

describe('taking over a provisioning file', () => {
  it('adds lines with their passwords and changes only the settings named', () => {
    const t = targets();
    const done = applyProvisioning(fileOf({ version: 1, accounts: [{ ...account, password: 'hunter2' }], settings: { closeToTray: false } }), t);
    expect(done.added).toMatchObject([{ id: 'new-1', label: '201', username: '201', practice: false }]);
    expect(JSON.stringify(done)).not.toContain('hunter2');
    expect(t.passwords.get(AccountId.parse('new-1'))).toBe('hunter2');
    expect(t.settings.get()).toEqual({ ...defaultSettings, closeToTray: false });
  });

  it('takes certificates with the line, and their key into the keychain', () => {
    const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
    const connection = { webSocketPath: '/ws', authorities: certificate, clientCertificate: certificate, clientKey: 'the key' };
    const parsed = parseProvisioning(JSON.stringify({ version: 1, accounts: [{ ...account, transport: 'wss', connection }] }));
    if (!parsed.ok) throw new Error(parsed.faults.join());
    const to = targets();
    const { added } = applyProvisioning(parsed.file, to);
    expect(added[0]?.connection).toEqual({ webSocketPath: '/ws', authorities: certificate, clientCertificate: certificate, pinnedCertificate: null });
    expect(to.passwords.get(AccountId.parse(`${added[0]?.id ?? ''}:key`))).toBe('the key');
    const key = '-----BEGIN PRIVATE KEY-----\nMHc=\n-----END PRIVATE KEY-----';
    expect(faultsOf({ version: 1, accounts: [{ ...account, connection: { authorities: `${certificate}\n${key}` } }] })).toEqual([expect.stringMatching(/^accounts\[0\]\.connection\.authorities: a private key/)]);
  });

  it('adds keys, each on the line that it names', () => {
    const t = targets();
    applyProvisioning(fileOf({ version: 1, accounts: [account], keys: [{ target: '202', line: `201@${account.domain}`, label: 'Marie' }, { kind: 'feature', target: '*8' }] }), t);
    expect(t.saveKeys).toHaveBeenCalledWith([
      { kind: 'person', label: 'Marie', target: '202', accountId: 'new-1' }, { kind: 'feature', label: '', target: '*8', accountId: null },
    ]);
  });

  it('takes lines back where the keys cannot be kept', () => {
    const t = targets();
    t.saveKeys.mockImplementation(() => { throw new Error('no room'); });
    expect(() => applyProvisioning(fileOf({ version: 1, accounts: [account], keys: [{ target: '202' }] }), t)).toThrow('no room');
    expect(t.accounts.list()).toEqual([]);
  });

  it('changes the line it knows instead of adding it twice, and keeps its password', () => {
    const t = targets();
    applyProvisioning(fileOf({ version: 1, accounts: [{ ...account, password: 'hunter2' }] }), t);
    const again = applyProvisioning(fileOf({ version: 1, accounts: [{ ...account, domain: 'PBX.TEST', label: 'Reception' }] }), t);
    expect(again.changed.map(({ id, label }) => [id, label])).toEqual([['new-1', 'Reception']]);
    expect(t.kept.size).toBe(1);
    expect(t.passwords.get(AccountId.parse('new-1'))).toBe('hunter2');
  });

  it('puts everything back where the store gives up half-way', () => {
    const t = targets();
    applyProvisioning(fileOf({ version: 1, accounts: [account] }), t);
    const before = [...t.kept.values()];
    t.settings.set.mockImplementationOnce(() => { throw new Error('disk full'); });
    const file = fileOf({ version: 1, accounts: [{ ...account, label: 'changed', password: 'p' }, { ...account, username: '202' }], settings: { theme: 'dark' } });
    expect(() => applyProvisioning(file, t)).toThrow('disk full');
    expect([...t.kept.values()]).toEqual(before);
    expect(t.passwords.size).toBe(0);
  });
});

describe('--provision', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'sidetone-provision-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('changes nothing and tells what is wrong where the file is broken', () => {
    const t = targets();
    const notices = { add: vi.fn() };
    const file = join(folder, 'site.json');
    writeFileSync(file, JSON.stringify({ version: 1, accounts: [{ ...account, password: 'hunter2' }, { username: '' }] }));
    expect(provisionFrom(file, t, notices, silentLog)).toBeNull();
    expect(t.accounts.save).not.toHaveBeenCalled();
    expect(notices.add).toHaveBeenCalledWith('error', 'provisioning-failed', expect.stringContaining('accounts[1].username: '));
    expect(JSON.stringify(notices.add.mock.calls)).not.toContain('hunter2');
  });

  it('tells that it is done', () => {
    const t = targets();
    const notices = { add: vi.fn() };
    const file = join(folder, 'site.json');
    writeFileSync(file, JSON.stringify({ version: 1, accounts: [account] }));
    expect(provisionFrom(file, t, notices, silentLog)?.added).toHaveLength(1);
    expect(notices.add).toHaveBeenCalledWith('info', 'provisioned', expect.stringContaining('1 added'));
  });
});
