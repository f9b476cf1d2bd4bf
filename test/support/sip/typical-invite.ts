const SDP = [
  'v=0', 'o=root 1821 1821 IN IP4 203.0.113.44', 's=PBX', 'c=IN IP4 203.0.113.44', 't=0 0', 'm=audio 14722 RTP/AVP 9 8 0 101', 'a=rtpmap:9 G722/8000',
  'a=rtpmap:8 PCMA/8000', 'a=rtpmap:0 PCMU/8000', 'a=rtpmap:101 telephone-event/8000', 'a=fmtp:101 0-16', 'a=ptime:20', 'a=maxptime:150', 'a=sendrecv', '',
].join('\r\n');

/** An INVITE as a phone gets it from a PBX behind a proxy: 17 headers, two Vias, SDP; about 1,250 bytes. Each number is another call. */
export function typicalInvite(number: number, requestUri: string): string {
  return [
    `INVITE ${requestUri} SIP/2.0`,
    `Via: SIP/2.0/UDP 192.0.2.77:5060;branch=z9hG4bK21f4.8d3c9a51.${number};rport`,
    `Via: SIP/2.0/UDP 203.0.113.44:5071;received=203.0.113.44;branch=z9hG4bKPj3e1b7f5d${number}`,
    'Record-Route: <sip:192.0.2.77;lr;ftag=as5f3d2a>', 'Max-Forwards: 69',
    `From: "Marie Curie" <sip:+33145678900@example.com>;tag=as5f3d2a${number}`, 'To: <sip:201@example.com>',
    `Call-ID: 6b7f2c1e9a0d4f63b5f1${number}@203.0.113.44`, 'CSeq: 102 INVITE', 'Contact: <sip:+33145678900@203.0.113.44:5071;transport=udp>',
    'User-Agent: PBX 20.5.0', 'Date: Mon, 23 Nov 2026 17:00:00 GMT', 'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, MESSAGE',
    'Supported: replaces, timer', 'P-Asserted-Identity: "Marie Curie" <sip:+33145678900@example.com>', 'Content-Type: application/sdp',
    `Content-Length: ${SDP.length}`, '', SDP,
  ].join('\r\n');
}
