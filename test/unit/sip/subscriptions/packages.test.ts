import { describe, expect, it } from 'vitest';
import { NotifiedState } from '../../../../electron/sip/subscriptions/notified-state';
import { parseConferenceInfo } from '../../../../electron/sip/subscriptions/packages/conference-info';
import { parseDialogInfo } from '../../../../electron/sip/subscriptions/packages/dialog-info';
import { parseMessageSummary } from '../../../../electron/sip/subscriptions/packages/message-summary';
import { makePackageState } from '../../../../electron/sip/subscriptions/packages/package-state';
import { parsePresence, writePresence } from '../../../../electron/sip/subscriptions/packages/presence';
import { afterEnd, parseSubscriptionState } from '../../../../electron/sip/subscriptions/subscription-state';
import { parseXml } from '../../../../electron/sip/subscriptions/xml';

describe('XML from the network', () => {
  it('has no document types, no entities of its own, and bounds', () => {
    expect(parseXml('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')).toBeNull();
    expect(parseXml('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toBeNull();
    expect(parseXml('<a>&unknown;</a>')).toBeNull();
    expect(parseXml('<a>'.repeat(40) + '</a>'.repeat(40))).toBeNull();
    expect(parseXml(`<a>${'<b/>'.repeat(60_000)}</a>`)).toBeNull();
    for (const broken of ['', '<', '<a', '<a></b>', 'text', '<a x=1/>', '\u0000<a/>', '<a/><b/>']) expect(parseXml(broken)).toBeNull();
  });

  it('reads names without prefixes, character references and CDATA', () => {
    const root = parseXml('\n<?xml version="1.0"?>\n<x:a xmlns:x="u" X:B="1 &amp; 2" xmlns:X="u"><x:c> &#233;<![CDATA[<t>]]> </x:c></x:a>');
    expect(root).toMatchObject({ name: 'a', children: [{ name: 'c', text: 'é<t>' }] });
    expect(root?.attributes.get('b')).toBe('1 & 2');
  });
});

describe('message-summary', () => {
  it.each([
    ['Messages-Waiting: yes\r\nMessage-Account: sip:*97@192.0.2.1\r\nVoice-Message: 2/0 (0/0)\r\n', { waiting: true, account: 'sip:*97@192.0.2.1', newVoice: 2, oldVoice: 0, urgentNewVoice: 0 }], // Asterisk
    ['Messages-Waiting: no\nMessage-Account: sip:1000@pbx\nVoice-Message: 0/3 (0/0)\n', { waiting: false, newVoice: 0, oldVoice: 3 }], // FreeSWITCH, bare line ends
    ['messages-waiting : YES\r\nvoice-message: 4/8(1/2)\r\nFax-Message: 1/1\r\n\r\nTo: <sip:x>\r\n', { waiting: true, newVoice: 4, urgentNewVoice: 1 }],
    ['Messages-Waiting: yes\r\n', { waiting: true, newVoice: null, oldVoice: null }], // the status line alone
    ['Voice-Message: 0/1 (0/0)\r\n', { waiting: false, newVoice: 0 }],
  ])('reads %j', (text, expected) => {
    expect(parseMessageSummary(text)).toMatchObject(expected);
  });

  it('refuses what is none', () => {
    expect(parseMessageSummary('')).toBeNull();
    expect(parseMessageSummary('Voice-Message: many')).toBeNull();
  });
});

const asterisk = (state: string, version: number): string => `<?xml version="1.0"?>
<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="full" entity="sip:202@192.0.2.1">
<dialog id="202" call-id="pickup-abc" local-tag="l1" remote-tag="r1" direction="recipient">
<remote><identity display="Marie &quot;M&quot; Renard">sip:203@192.0.2.1</identity><target uri="sip:203@192.0.2.1"/></remote>
<local><identity display="202">sip:202@192.0.2.1</identity><target uri="sip:202@192.0.2.1"/></local>
<state>${state}</state>
</dialog>
</dialog-info>`;

describe('dialog', () => {
  it('reads who rings whom, as Asterisk writes it', () => {
    expect(parseDialogInfo(asterisk('early', 3))).toMatchObject({
      entity: 'sip:202@192.0.2.1', version: 3, full: true,
      dialogs: [{ id: '202', state: 'early', direction: 'recipient', callId: 'pickup-abc', localTag: 'l1', remoteTag: 'r1', remote: { uri: 'sip:203@192.0.2.1', displayName: 'Marie "M" Renard' } }],
    });
  });

  it('takes full states whatever their version, merges partial ones, and notices a gap', () => {
    const state = makePackageState('dialog');
    const partial = (version: number, dialogs: string): string => `<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="${version}" state="partial" entity="sip:202@pbx">${dialogs}</dialog-info>`;
    const ids = (text: string): unknown => {
      const taken = state.take(text);
      return taken.kind === 'facts' && taken.facts.package === 'dialog' ? [taken.facts.dialog.dialogs.map(({ id, state: word }) => `${id} ${word}`), taken.gap] : taken.kind;
    };
    expect(ids(asterisk('early', 7))).toEqual([['202 early'], false]);
    expect(ids(asterisk('confirmed', 0))).toEqual([['202 confirmed'], false]);
    expect(ids(partial(1, '<dialog id="b" direction="initiator"><state>trying</state></dialog>'))).toEqual([['202 confirmed', 'b trying'], false]);
    expect(ids(partial(2, '<dialog id="202"><state event="local-bye">terminated</state></dialog>'))).toEqual([['b trying'], false]);
    expect(ids(partial(1, '<dialog id="z"><state>early</state></dialog>'))).toBe('stale');
    expect(ids(partial(5, '<dialog id="c"><state>early</state></dialog>'))).toEqual([['b trying', 'c early'], true]);
    expect(ids('<nonsense/>')).toBe('unreadable');
  });

  it('survives the shapes of Kamailio and FreeSWITCH: empty lists, terminated only, no ids', () => {
    const kamailio = '<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="00000000003" state="full" entity="sip:202@pbx.test"/>';
    expect(parseDialogInfo(kamailio)).toMatchObject({ dialogs: [], version: 3 });
    const freeswitch = '<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="5" state="full" entity="sip:1001@pbx"><dialog id="uuid" direction="initiator"><state>confirmed</state><local><identity display="1001">sip:1001@pbx</identity><target uri="sip:1001@pbx"><param pname="+sip.rendering" pvalue="yes"/></target></local><remote><identity display="1002">sip:1002@pbx</identity><target uri="sip:**1002@pbx"/></remote></dialog></dialog-info>';
    expect(parseDialogInfo(freeswitch)?.dialogs[0]).toMatchObject({ state: 'confirmed', direction: 'initiator', remote: { uri: 'sip:1002@pbx' } });
    expect(parseDialogInfo('<dialog-info><dialog><state>weird</state></dialog><dialog call-id="c"><state>early</state></dialog></dialog-info>')?.dialogs).toMatchObject([{ id: 'c' }]);
  });
});

describe('presence', () => {
  const pidf = (inner: string): string => `<?xml version="1.0"?><presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="sip:202@pbx">${inner}</presence>`;
  const open = '<tuple id="a"><status><basic>open</basic></status></tuple>';

  it.each([
    [open, 'available'],
    ['<tuple id="a"><status><basic>closed</basic></status></tuple>', 'offline'],
    [`${open}<dm:person id="p"><rpid:activities><rpid:on-the-phone/></rpid:activities></dm:person>`, 'on-the-phone'],
    [`${open}<dm:person id="p"><rpid:activities><rpid:busy/></rpid:activities><dm:note>Do not disturb</dm:note></dm:person>`, 'do-not-disturb'],
    [`${open}<dm:person id="p"><rpid:activities><rpid:meeting/></rpid:activities></dm:person>`, 'busy'],
    ['<note>On the phone</note><tuple id="202"><contact priority="1">sip:202@pbx</contact><status><basic>open</basic></status></tuple>', 'on-the-phone'], // Asterisk
    ['<tuple id="a"><status/></tuple>', 'unknown'],
  ])('reads %s as %s', (inner, availability) => {
    expect(parsePresence(pidf(inner))).toMatchObject({ entity: 'sip:202@pbx', availability });
  });

  it.each(['available', 'on-the-phone', 'do-not-disturb', 'away'] as const)('reads back what it publishes: %s', (state) => {
    expect(parsePresence(writePresence('sip:a&"<b>@pbx', 'x1', state))).toMatchObject({ entity: 'sip:a&"<b>@pbx', availability: state });
  });
});

it('keeps who is registered through partial documents (RFC 3680)', () => {
  const state = makePackageState('reg');
  const doc = (version: number, kind: string, contacts: string): string => `<reginfo xmlns="urn:ietf:params:xml:ns:reginfo" version="${version}" state="${kind}"><registration aor="sip:201@pbx" id="r" state="active">${contacts}</registration></reginfo>`;
  const contact = (id: string, kind: string): string => `<contact id="${id}" state="${kind}" event="registered" expires="300" callid="c-${id}"><uri>sip:${id}@192.0.2.5</uri><display-name>${id}</display-name><unknown-param name="user-agent">Desk phone</unknown-param></contact>`;
  state.take(doc(0, 'full', contact('a', 'active') + contact('b', 'active')));
  expect(state.take(doc(1, 'partial', contact('a', 'terminated')))).toMatchObject({
    facts: { registrations: [{ aor: 'sip:201@pbx', state: 'active', contacts: [{ uri: 'sip:b@192.0.2.5', userAgent: 'Desk phone', expiresSeconds: 300, callId: 'c-b' }] }] },
  });
});

it('keeps a roster through partial documents (RFC 4575)', () => {
  const state = makePackageState('conference');
  const doc = (version: number, kind: string, users: string): string => `<conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="sip:conf@pbx" state="${kind}" version="${version}"><conference-description><subject>Weekly</subject></conference-description><conference-state><user-count>2</user-count></conference-state>${users}</conference-info>`;
  const user = (name: string, kind: string, status = 'connected'): string => `<user entity="sip:${name}@pbx" state="${kind}"><display-text>${name}</display-text><endpoint entity="sip:${name}@192.0.2.9"><status>${status}</status><media id="1"><type>audio</type><status>recvonly</status></media></endpoint></user>`;
  state.take(doc(1, 'full', `<users>${user('ann', 'full')}${user('bob', 'full')}</users>`));
  const taken = state.take(doc(2, 'partial', `<users state="partial">${user('ann', 'deleted')}${user('bob', 'partial', 'on-hold')}</users>`));
  expect(taken).toMatchObject({ gap: false, facts: { conference: { subject: 'Weekly', userCount: 2, users: [{ entity: 'sip:bob@pbx', displayName: 'bob', endpoints: [{ status: 'on-hold', muted: true }] }] } } });
  expect(state.take(doc(3, 'deleted', ''))).toMatchObject({ facts: { conference: { users: [] } } });
  expect(parseConferenceInfo('<html/>')).toBeNull();
});

it('takes a list apart: each member by the part that its cid names (RFC 4662)', () => {
  const state = new NotifiedState('dialog', 'sip:list@pbx');
  const part = (user: string): string => `--b\r\nContent-Type: application/dialog-info+xml\r\nContent-ID: <${user}@pbx>\r\n\r\n${asterisk('early', 1).replaceAll('202', user)}\r\n`;
  const list = (version: number, full: boolean, resources: string, parts: string) => ({
    headers: [{ name: 'content-type', value: 'multipart/related;type="application/rlmi+xml";boundary=b;start="<l@pbx>"' }],
    body: Buffer.from(`--b\r\nContent-Type: application/rlmi+xml;charset="UTF-8"\r\nContent-ID: <l@pbx>\r\n\r\n<list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:list@pbx" version="${version}" fullState="${full}">${resources}</list>\r\n${parts}--b--\r\n`),
  });
  const resource = (user: string, kind = 'active'): string => `<resource uri="sip:${user}@pbx"><instance id="i${user}" state="${kind}" ${kind === 'active' ? `cid="${user}@pbx"` : 'reason="noresource"'}/></resource>`;
  expect(state.read(list(0, true, resource('301') + resource('302') + resource('303', 'terminated'), part('301') + part('302')))).toMatchObject({
    kind: 'changes', gap: false,
    changes: [{ resource: 'sip:301@pbx', facts: { dialog: { dialogs: [{ id: '301' }] } } }, { resource: 'sip:302@pbx' }, { kind: 'memberLost', resource: 'sip:303@pbx', reason: 'noresource' }],
  });
  expect(state.read(list(1, false, resource('302'), part('302')))).toMatchObject({ gap: false, changes: [{ resource: 'sip:302@pbx' }] });
  expect(state.read(list(5, false, resource('302'), part('302')))).toMatchObject({ gap: true });
  expect(state.read({ headers: [{ name: 'content-type', value: 'multipart/related;boundary=b' }], body: Buffer.from('nothing of the kind') })).toEqual({ kind: 'unreadable' });
});

it('reads five hundred members of one list in one go', () => {
  const state = new NotifiedState('dialog', 'sip:list@pbx');
  const users = Array.from({ length: 500 }, (_, index) => String(1000 + index));
  const body = `--b\r\nContent-Type: application/rlmi+xml\r\n\r\n<list uri="sip:list@pbx" version="0" fullState="true">${users.map((user) => `<resource uri="sip:${user}@pbx"><instance id="i" state="active" cid="${user}"/></resource>`).join('')}</list>\r\n${
    users.map((user) => `--b\r\nContent-Type: application/dialog-info+xml\r\nContent-ID: <${user}>\r\n\r\n${asterisk('early', 1).replaceAll('202', user)}\r\n`).join('')}--b--\r\n`;
  const reading = state.read({ headers: [{ name: 'content-type', value: 'multipart/related;boundary=b' }], body: Buffer.from(body) });
  expect(reading.kind === 'changes' && reading.changes.length).toBe(500);
});

it('reads Subscription-State with the liberties that servers take', () => {
  expect(parseSubscriptionState('Active; expires=600')).toMatchObject({ state: 'active', expiresSeconds: 600 });
  expect(parseSubscriptionState('terminated;Reason=Timeout;retry-after="30"')).toMatchObject({ state: 'terminated', reason: 'timeout', retryAfterSeconds: 30 });
  expect(parseSubscriptionState(null)).toMatchObject({ state: 'active', expiresSeconds: null });
  expect(afterEnd(parseSubscriptionState('terminated;reason=deactivated;retry-after=99'))).toEqual({ kind: 'again' });
});
