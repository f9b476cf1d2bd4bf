import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { headerValue, headerValues, listValues, parseMessage, type SipMessage, type SipRequest, unescapeUser } from '../../../../electron/sip/parser';
import { haveTorture, TORTURE, torture, tortureFolder } from './torture-messages';

function parsed(file: string): SipMessage {
  const result = parseMessage(torture(file));
  if (!result.ok) throw new Error(result.failure.detail);
  return result.message;
}

function request(file: string): SipRequest {
  const message = parsed(file);
  if (message.kind !== 'request') throw new Error('not a request');
  return message;
}

describe.skipIf(!haveTorture)('RFC 4475 torture messages (reference vectors absent: skipped)', () => {
  test('there are 49 of them and each has its row', () => {
    const files = haveTorture ? readdirSync(tortureFolder).filter((name) => name.endsWith('.dat')) : [];
    expect(files).toHaveLength(49);
    expect(TORTURE.map(({ file }) => file).sort()).toEqual(files.sort());
    const verdicts = readFileSync(path.join(tortureFolder, 'verdicts.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t').slice(0, 2));
    expect(TORTURE.map(({ section, file }) => [section, file])).toEqual(verdicts);
  });

  test.each(TORTURE)('$section $file: $rfc', ({ file, parses, outcome }) => {
    const result = parseMessage(torture(file));
    expect(result.ok, result.ok ? 'parsed' : result.failure.detail).toBe(parses);
    if (result.ok) return;
    expect(result.failure.status).toBe(outcome.kind === 'answered' ? outcome.status : null);
  });
});

describe.skipIf(!haveTorture)('what is read out of them', () => {
  test('wsinv.dat: folding, odd case and spaces, escaped quotes, leading zeros, several values in a line', () => {
    const message = request('wsinv.dat');
    expect(message.uri).toMatchObject({ user: 'vivekg', host: 'chair-dnrc.example.com' });
    expect(message.to.params.get('tag')).toBe('1918181833n');
    expect(message.from).toMatchObject({ displayName: 'J Rosenberg \\"' });
    expect(message.from.params.get('tag')).toBe('98asjd8');
    expect(message.cseq).toEqual({ sequence: 9, method: 'INVITE' });
    expect(message.vias.map((via) => [via.transport, via.host, via.params.get('branch')])).toEqual([
      ['UDP', '192.0.2.2', '390skdjuw'], ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'], ['UDP', '192.168.255.111', 'z9hG4bK30239'],
    ]);
    expect(message.contacts[0]).toMatchObject({ displayName: 'Quoted string ""', uri: { user: 'jdrosen' } });
    expect([...message.contacts[0]?.params ?? []]).toEqual([['newparam', 'newvalue'], ['secondparam', null], ['q', '0.33']]);
    expect(headerValue(message, 'newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(headerValue(message, 'unknownheaderwithunusualvalue')).toBe(';;,,;;,;');
    expect(listValues(message, 'route')).toEqual(['<sip:services.example.com;lr;unknownwith=value;unknown-no-value>']);
    expect(headerValue(message, 'subject')).toBe('');
    expect(message.body).toHaveLength(150);
  });

  test('intmeth.dat: every character a method, a URI, a name, a parameter and a Call-ID may hold', () => {
    const message = request('intmeth.dat');
    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(message.uri).toMatchObject({ user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", host: 'example.com' });
    expect(message.to.displayName).toBe('BEL:\u0007 NUL:\u0000 DEL:\u007f');
    expect(message.from.displayName).toBe("token1~` token2'+_ token3*%!.-");
    expect(message.from.params.get("fromparam''~+*_!.-%")).toBe('"\u0440\u0430\u0431\u043e\u0442\u0430\u044e\u0449\u0438\u0439"');
    expect(message.from.params.get('tag')).toBe("_token~1'+`*%!-.");
    expect(message.callId).toBe('intmeth.word%ZK-!.*_+\'@word`~)(><:\\/"][?}{');
    expect(headerValue(message, "extensionheader-!.%*+_`'~")).toBe('\u5927\u505c\u96fb');
  });

  test('esc01.dat, escnull.dat, esc02.dat: escapes are kept as they came and only undone to be shown', () => {
    const escaped = request('esc01.dat');
    expect(escaped.uri).toMatchObject({ user: 'sips%3Auser%40example.com', host: 'example.net' });
    expect(unescapeUser('%75se%72')).toBe('user');
    expect(escaped.contacts[0]?.uri).toMatchObject({ text: 'sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31' });
    const nulls = request('escnull.dat');
    expect(nulls.contacts.map(({ uri }) => (uri.kind === 'sip' ? uri.user : null))).toEqual(['%00', '%00%00']);
    expect(nulls.from.uri).toMatchObject({ user: 'null-%00-null' });
    const method = request('esc02.dat');
    expect(method.method).toBe('RE%47IST%45R');
    expect(method.to.displayName).toBe('%Z%45');
    expect(method.contacts.map(({ uri }) => uri.text)).toEqual(['sip:alias1@host1.example.com', 'sip:alias3@host3.example.com']);
    expect(headerValue(method, 'c%6fntact')).toBe('<sip:alias2@host2.example.com>');
  });

  test('longreq.dat, dblreq.dat, semiuri.dat, transports.dat: length, trailing octets, semicolons, transports', () => {
    const long = request('longreq.dat');
    expect(long.vias).toHaveLength(34);
    expect(long.vias.at(-1)?.params.get('received')).toBe('192.0.2.5');
    expect(long.from.params.get('tag')).toHaveLength(155);
    expect(request('dblreq.dat')).toMatchObject({ method: 'REGISTER', body: Buffer.alloc(0) });
    expect(request('semiuri.dat').uri).toMatchObject({ user: 'user;par=u%40example.net', host: 'example.com' });
    expect(listValues(request('semiuri.dat'), 'accept')).toEqual(['application/sdp', 'application/pkcs7-mime', 'multipart/mixed', 'multipart/signed', 'message/sip', 'message/sipfrag']);
    expect(request('transports.dat').vias.map(({ transport }) => transport)).toEqual(['UDP', 'SCTP', 'TLS', 'UNKNOWN', 'TCP']);
  });

  test('unreason.dat, noreason.dat: a phrase of any letters or none', () => {
    expect(parsed('unreason.dat')).toMatchObject({ status: 200, reason: '= 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e \u0434\u0435\u0432\u044f\u043d\u043e\u0441\u0442\u043e \u0434\u0435\u0432\u044f\u0442\u044c - \u043f\u0440\u043e\u0441\u0442\u043e\u0435' });
    expect(parsed('noreason.dat')).toMatchObject({ status: 100, reason: '' });
  });

  test('cparam01.dat, cparam02.dat, regescrt.dat, unksm2.dat: what belongs to a Contact and what to its URI', () => {
    expect(request('cparam01.dat').contacts[0]?.params.has('unknownparam')).toBe(true);
    const [inUri] = request('cparam02.dat').contacts;
    expect([inUri?.params.size, inUri?.uri.kind === 'sip' && inUri.uri.params.has('unknownparam')]).toEqual([0, true]);
    expect(request('regescrt.dat').contacts[0]?.uri).toMatchObject({ headers: 'Route=%3Csip:sip.example.com%3E', host: 'example.com' });
    const schemes = request('unksm2.dat');
    expect([schemes.to.uri.scheme, schemes.from.uri.scheme, schemes.contacts[0]?.uri.scheme]).toEqual(['isbn', 'http', 'name']);
  });

  test('mpart01.dat: a binary body is left alone', () => {
    const message = request('mpart01.dat');
    expect(message.body).toHaveLength(553);
    const whole = torture('mpart01.dat');
    expect(message.body.equals(whole.subarray(whole.length - 553))).toBe(true);
    expect(headerValues(message, 'content-type')).toEqual(['multipart/mixed;boundary=7a9cbec02ceef655']);
  });

  test('inv2543.dat: no tag, branch or Content-Length, and yet a whole message', () => {
    const message = request('inv2543.dat');
    expect([message.from.params.has('tag'), message.vias[0]?.params.has('branch'), message.contacts.length]).toEqual([false, false, 0]);
    expect(message.to.params.get('user')).toBe('phone');
    expect(message.body.toString()).toMatch(/^v=0\r\n[\s\S]*m=audio 49217 RTP\/AVP 0\r\n$/);
  });
});
