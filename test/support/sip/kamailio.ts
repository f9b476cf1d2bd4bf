import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import { spawnSync } from 'node:child_process';
import type { Certificate } from './certificates';
import { modulesFolder, startKamailioProcess } from './kamailio-process';

export interface KamailioOptions {
  /** Digest algorithm of the challenges. */
  readonly algorithm?: 'MD5' | 'SHA-256';
  /** Challenge INVITE (407) as well as REGISTER (401). */
  readonly challengeInvites?: boolean;
  /** Challenge BYE and other in-dialog requests too. */
  readonly challengeByes?: boolean;
  /** Shortest registration, seconds: below it 423. */
  readonly minExpiresSeconds?: number;
  /** Where an earlier one listened; any free one unless given. */
  readonly port?: number;
  /** Answers 200 to every OPTIONS instead of passing it on, as an exchange does. */
  readonly answersOptionsItself?: boolean;
  /** Loopback address to listen on; 127.0.0.1 unless given. */
  readonly host?: string;
  /** Follows GRUUs inside dialogs too (RFC 5627 5.1). */
  readonly servesGruus?: boolean;
  /** Service-Route of its 200 to REGISTER (RFC 3608). */
  readonly serviceRoute?: (port: number) => string;
  /** Listens on TCP as well, on the same port. */
  readonly tcp?: boolean;
  /** Listens on TLS as well, on a port of its own, with this certificate; with an authority only for those who show one of that. */
  readonly tls?: { readonly certificate: Pick<Certificate, 'keyFile' | 'certFile'>; readonly port?: number; readonly clientAuthorityFile?: string };
  /** Takes WebSockets at the path /ws, on the ports of TCP and TLS. */
  readonly webSocket?: boolean;
  /** Answers STUN on the UDP port. */
  readonly stun?: boolean;
  /** Asks for a keep-alive at least so often (Flow-Timer), of who speaks of flows (RFC 5626). */
  readonly flowTimerSeconds?: number;
  /** What it runs under, see KamailioProcessOptions; then host and port are to be given. */
  readonly under?: readonly string[];
  /** Puts an rtpengine into the path of every call: its control port, and what is asked of it, e.g. `ICE=force`. */
  readonly rtpengine?: { readonly port: number; readonly flags: string };
}

export interface Kamailio {
  readonly port: number;
  /** Null unless it was asked for. */
  readonly tlsPort: number | null;
  readonly log: () => string;
  stop(): Promise<void>;
}

/** The password of every user of the test registrar. */
export const passwordOf = (user: string): string => `pw-${user}`;

export const hasKamailio = spawnSync('kamailio', ['-v']).status === 0;

/** A TCP port nobody uses at the moment. */
export function freeTcpPort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** A UDP port nobody uses at the moment. */
export function freeUdpPort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4');
    socket.once('error', reject);
    socket.bind(0, host, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** Starts a registrar and proxy on loopback with its own configuration, in the foreground. */
export async function startKamailio(options: KamailioOptions = {}): Promise<Kamailio> {
  const host = options.host ?? '127.0.0.1';
  const port = options.port ?? await freeUdpPort(host);
  const tlsPort = options.tls === undefined ? null : options.tls.port ?? await freeTcpPort();
  const { log, stop } = await startKamailioProcess({ host, port, configuration: () => configuration(port, tlsPort, options), ...(options.under && { under: options.under }) });
  return { port, tlsPort, log, stop };
}

function configuration(port: number, tlsPort: number | null, options: KamailioOptions): string {
  const { algorithm = 'MD5', challengeInvites = true, challengeByes = false, minExpiresSeconds = 5, rtpengine: relay, tcp = false, tls, answersOptionsItself = false, host = '127.0.0.1', servesGruus = false, serviceRoute, webSocket = false, stun = false, flowTimerSeconds } = options;
  const throughRelay = relay === undefined ? '' : `if (has_body("application/sdp") || is_method("BYE|CANCEL")) { rtpengine_manage("replace-origin replace-session-connection ${relay.flags}"); }`;
  const answerRoute = relay === undefined && !webSocket ? '' : 't_on_reply("ANSWERS");';
  const challenge = (kind: 'proxy' | 'www'): string => `
    if (!pv_${kind}_authenticate("sidetone.test", "pw-$au", "0")) {
      ${kind}_challenge("sidetone.test", "1");
      exit;
    }
    consume_credentials();`;
  return `#!KAMAILIO
debug=2
log_stderror=yes
children=1
disable_tcp=${tcp || tls !== undefined ? 'no\ntcp_children=1\ntcp_connect_timeout=2' : 'yes'}
auto_aliases=no
dns=no
rev_dns=no
listen=udp:${host}:${port}
${tcp ? `listen=tcp:${host}:${port}` : ''}
${tls === undefined ? '' : `enable_tls=yes\nlisten=tls:127.0.0.1:${tlsPort}`}
mpath="${modulesFolder}"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
${tls === undefined ? '' : `loadmodule "tls.so"\nmodparam("tls", "private_key", "${tls.certificate.keyFile}")\nmodparam("tls", "certificate", "${tls.certificate.certFile}")\nmodparam("tls", "tls_method", "TLSv1.2+")${tls.clientAuthorityFile === undefined ? '' : `\nmodparam("tls", "ca_list", "${tls.clientAuthorityFile}")\nmodparam("tls", "verify_certificate", 1)\nmodparam("tls", "require_certificate", 1)`}`}
${stun ? 'loadmodule "stun.so"' : ''}
${webSocket ? 'loadmodule "nathelper.so"\nloadmodule "xhttp.so"\nloadmodule "websocket.so"\ntcp_accept_no_cl=yes\nmodparam("nathelper", "received_avp", "$avp(received)")' : ''}
modparam("usrloc", "db_mode", 0)
modparam("registrar", "min_expires", ${minExpiresSeconds})
modparam("registrar", "received_avp", "$avp(received)")
${flowTimerSeconds === undefined ? '' : `modparam("registrar", "outbound_mode", 1)\nmodparam("registrar", "flow_timer", ${flowTimerSeconds})`}
modparam("auth", "algorithm", "${algorithm === 'MD5' ? '' : algorithm}")
${relay === undefined ? '' : `loadmodule "rtpengine.so"\nmodparam("rtpengine", "rtpengine_sock", "udp:127.0.0.1:${relay.port}")`}
modparam("tm", "fr_timer", 30000)
modparam("tm", "fr_inv_timer", 20000)
request_route {
  if (is_method("OPTIONS") && ($rU == $null || ${answersOptionsItself ? '1 == 1' : '1 == 0'})) { sl_send_reply("200", "OK"); exit; }
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  force_rport();
  ${webSocket ? 'if (nat_uac_test("64")) { if (is_method("REGISTER")) { fix_nated_register(); } else { add_contact_alias(); } }' : ''}
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    ${challengeByes ? `if (is_method("BYE|INFO") && $au == $null && $fU =~ "^ours") {${challenge('proxy')}\n    } else if (is_method("BYE|INFO") && $fU =~ "^ours") {${challenge('proxy')}\n    }` : ''}
    if (loose_route()) { ${webSocket ? 'handle_ruri_alias();' : ''} ${throughRelay} ${answerRoute} t_relay(); exit; }
    ${servesGruus ? 'if ($ru =~ ";gr" && lookup("location")) { t_relay(); exit; }' : ''}
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
  if (is_method("REGISTER")) {${challenge('www')}
    ${serviceRoute === undefined ? '' : `append_to_reply("Service-Route: ${serviceRoute(port)}\\r\\n");`}
    if (!save("location")) { sl_reply_error(); }
    exit;
  }
  ${challengeInvites ? `if (is_method("INVITE|MESSAGE") && $fU =~ "^ours") {${challenge('proxy')}\n  }` : ''}
  t_check_trans();
  record_route();
  if ($rU =~ "^sipp-") { $du = "sip:127.0.0.1:" + $(rU{s.substr,5,0}); t_relay(); exit; }
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  ${throughRelay} ${answerRoute}
  t_relay();
}
${answerRoute === '' ? '' : `onreply_route[ANSWERS] { ${throughRelay} ${webSocket ? 'if (nat_uac_test("64")) { add_contact_alias(); }' : ''} }`}
${webSocket ? 'event_route[xhttp:request] { if ($hu =~ "^/ws$" && $hdr(Upgrade) =~ "websocket") { if (ws_handle_handshake()) { exit; } } xhttp_reply("404", "Not Found", "", ""); }' : ''}
`;
}
