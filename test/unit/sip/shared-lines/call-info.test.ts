import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../../../electron/sip/parser';
import { appearanceOf } from '../../../../electron/sip/shared-lines/appearance-of';
import { CallInfoState, parseCallInfo } from '../../../../electron/sip/subscriptions/packages/call-info';
import { parseDialogInfo } from '../../../../electron/sip/subscriptions/packages/dialog-info';

const invite = (...headers: string[]) => {
  const parsed = parseMessage(Buffer.from(['INVITE sip:201@pbx SIP/2.0', 'Via: SIP/2.0/UDP h;branch=z9hG4bK1', 'From: <sip:a@b>;tag=1', 'To: <sip:201@pbx>', 'Call-ID: c', 'CSeq: 1 INVITE', 'Max-Forwards: 70', ...headers, 'Content-Length: 0', '', ''].join('\r\n')));
  if (!parsed.ok) throw new Error('not readable');
  return parsed.message;
};

describe('Call-Info of a shared line', () => {
  it('reads index, state and far end', () => {
    expect(parseCallInfo('<sip:as.example>;appearance-index=2;appearance-state=active;appearance-uri="\\"Marie Renard\\" <sip:+33144556677@as.example;user=phone>"'))
      .toEqual({ index: 2, state: 'active', uri: 'sip:+33144556677@as.example;user=phone', displayName: 'Marie Renard' });
    expect(parseCallInfo('<sip:as>;appearance-index=*;appearance-state=idle')).toMatchObject({ index: '*', state: 'idle' });
    expect(parseCallInfo('<sip:as>; appearance-index = 1 ;appearance-state=Held-Private')).toMatchObject({ index: 1, state: 'held-private' });
    expect(parseCallInfo('<sip:as>;appearance-index=1;appearance-state=bridge-active')).toMatchObject({ state: 'bridge-active' });
  });

  it('leaves out what is no place, or none that can be', () => {
    for (const value of ['<http://x/photo.jpg>;purpose=icon', 'appearance-index=1', '<sip:as>;appearance-index=0', '<sip:as>;appearance-index=999', '<sip:as>;appearance-index=-1', '<sip:as>;appearance-index', '<sip:as', '']) {
      expect(parseCallInfo(value)).toBeNull();
    }
    expect(parseCallInfo('<sip:as>;appearance-index=1;appearance-state=dancing')).toMatchObject({ state: null });
  });

  it('cleans names that would turn the text round', () => {
    expect(parseCallInfo('<sip:as>;appearance-index=1;appearance-state=active;appearance-uri="\\"\u202eeiraM\\" <sip:1@as>"')).toMatchObject({ displayName: 'eiraM' });
  });

  it('changes only the places named, and clears the rest where all others are named by an asterisk', () => {
    const state = new CallInfoState();
    expect(state.take(['<sip:as>;appearance-index=1;appearance-state=active', '<sip:as>;appearance-index=2;appearance-state=held'])?.appearances.map(({ index }) => index)).toEqual([1, 2]);
    expect(state.take(['<sip:as>;appearance-index=1;appearance-state=idle'])?.appearances).toMatchObject([{ index: 2, state: 'held' }]);
    expect(state.take(['<sip:as>;appearance-index=3;appearance-state=seized', '<sip:as>;appearance-index=*;appearance-state=idle'])?.appearances).toMatchObject([{ index: 3, state: 'seized' }]);
    expect(state.take([])).toBeNull();
    expect(state.take(['<sip:as>;answer-after=0'])).toBeNull();
  });

  it('tells the place of a call that comes in, by Call-Info or by Alert-Info', () => {
    expect(appearanceOf(invite('Call-Info: <http://x/y>;purpose=icon, <sip:as>;appearance-index=2'))).toEqual({ appearance: 2 });
    expect(appearanceOf(invite('Alert-Info: <urn:alert:source:internal>;appearance=3'))).toEqual({ appearance: 3 });
    expect(appearanceOf(invite('Alert-Info: <file://ring.pcm>;alert=normal;appearance=0'))).toEqual({});
    expect(appearanceOf(invite())).toEqual({});
  });
});

describe('dialog-info of a shared line', () => {
  const document = (inside: string): string => `<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" xmlns:sa="urn:ietf:params:xml:ns:sa-dialog-info" version="1" state="full" entity="sip:desk@pbx">${inside}</dialog-info>`;

  it('reads place, exclusiveness, hold and the Contact of the phone that has the call', () => {
    const info = parseDialogInfo(document(`<dialog id="a" call-id="c" local-tag="l" remote-tag="r" direction="initiator"><sa:exclusive>true</sa:exclusive><sa:appearance>2</sa:appearance><state>confirmed</state>
      <local><identity>sip:desk@pbx</identity><target uri="sip:desk@192.0.2.7"><param pname="+sip.rendering" pvalue="no"/></target></local><remote><identity display="Carol">sip:carol@pbx</identity></remote></dialog>`));
    expect(info?.dialogs).toMatchObject([{ appearance: 2, exclusive: true, held: true, localTarget: 'sip:desk@192.0.2.7', remote: { uri: 'sip:carol@pbx' } }]);
  });

  it('leaves out a place no line has', () => {
    const info = parseDialogInfo(document('<dialog id="a"><sa:appearance>99999</sa:appearance><sa:exclusive>perhaps</sa:exclusive><state>trying</state></dialog>'));
    expect(info?.dialogs[0]).not.toHaveProperty('appearance');
    expect(info?.dialogs[0]).not.toHaveProperty('exclusive');
  });
});
