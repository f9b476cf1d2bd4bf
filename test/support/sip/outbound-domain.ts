import { existsSync } from 'node:fs';
import type { DnsResolver } from '../../../electron/sip/transport/dns';
import type { Certificate } from './certificates';
import { freeTcpPort, freeUdpPort, hasKamailio } from './kamailio';
import { type KamailioProcess, modulesFolder, startKamailioProcess } from './kamailio-process';

/** Whether Kamailio's own outbound module (RFC 5626) is here. */
export const hasOutbound = hasKamailio && existsSync(`${modulesFolder}outbound.so`);

export const OUTBOUND_DOMAIN = 'pbx.test';
/** Flow-Timer of the edges: of the shortest that the phone heeds. */
const FLOW_TIMER_SECONDS = 5;

/** An edge proxy, which can go away and come back. */
export interface Edge {
  readonly host: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  readonly log: () => string;
}

/** A domain with one registrar behind two edge proxies, each a Kamailio with its outbound module. */
export interface OutboundDomain {
  readonly edges: readonly [Edge, Edge];
  /** host:port of the registrar, for who needs no edge. */
  readonly registrar: string;
  /** The same on both edges; for the domain of a line that uses WebSockets. */
  readonly ports: { readonly plain: number; readonly tls: number };
  /** What DNS would say of the domain: both edges, the first wanted before the second. */
  readonly dns: DnsResolver;
  readonly log: () => string;
  stop(): Promise<void>;
}

/** `hosts`: loopback addresses of the registrar and of both edges. */
export async function startOutboundDomain(hosts: readonly [string, string, string], certificate: Certificate): Promise<OutboundDomain> {
  const [registrarHost, ...edgeHosts] = hosts;
  const registrarPort = await freeUdpPort(registrarHost);
  const registrar = await startKamailioProcess({ host: registrarHost, port: registrarPort, configuration: () => registrarConfiguration(registrarHost, registrarPort) });
  // Whoever finds the domain by its addresses alone finds the edges on one port.
  const plain = await freeUdpPort(edgeHosts[0]);
  const tls = await freeTcpPort(edgeHosts[0]);
  const edges = edgeHosts.map((host) => edgeOf(host, () => startKamailioProcess({
    host, port: plain, configuration: () => edgeConfiguration({ host, plain, tls, certificate, registrarHost, registrarPort }),
  }))) as [Edge, Edge];
  const stop = async (): Promise<void> => { await Promise.all([registrar.stop(), ...edges.map((edge) => edge.stop())]); };
  await Promise.all(edges.map((edge) => edge.start())).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    edges, registrar: `${registrarHost}:${registrarPort}`, ports: { plain, tls }, dns: dnsOf(edgeHosts, plain, tls),
    log: () => [registrar.log(), ...edges.map(({ log }) => log())].join('\n---\n'),
    stop,
  };
}

function edgeOf(host: string, run: () => Promise<KamailioProcess>): Edge {
  let running: KamailioProcess | null = null;
  let log = '';
  return {
    host,
    log: () => log + (running?.log() ?? ''),
    start: async () => { running ??= await run(); },
    stop: async () => {
      const ending = running;
      running = null;
      await ending?.stop();
      log += ending?.log() ?? '';
    },
  };
}

function dnsOf(hosts: readonly string[], plain: number, tls: number): DnsResolver {
  return {
    naptr: async () => [],
    srv: async (name) => hosts.map((_, index) => ({ name: `e${index}.${OUTBOUND_DOMAIN}`, port: name.startsWith('_sips.') ? tls : plain, priority: index, weight: 0 })),
    addresses: async (name) => {
      const one = /^e(\d)\./.exec(name)?.[1];
      return one === undefined ? hosts : [hosts[Number(one)] ?? ''];
    },
  };
}

const common = (host: string, port: number): string => `#!KAMAILIO
debug=2
log_stderror=yes
children=2
auto_aliases=no
dns=no
rev_dns=no
force_rport=yes
listen=udp:${host}:${port}
mpath="${modulesFolder}"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "sl.so"
`;

/** RFC 5626 6: keeps flows apart by instance and reg-id, tries the newest, and the next where an edge says 430 or nothing. */
function registrarConfiguration(host: string, port: number): string {
  return `${common(host, port)}
disable_tcp=yes
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "use_path", 1)
modparam("registrar", "outbound_mode", 1)
modparam("registrar", "min_expires", 5)
modparam("tm", "failure_reply_mode", 3)
modparam("tm", "restart_fr_on_each_reply", 0)
modparam("tm", "contact_flows_avp", "tm_contact_flows")
modparam("tm", "contacts_avp", "tm_contacts")
modparam("tm", "fr_timer", 600)
modparam("tm", "fr_inv_timer", 20000)
modparam("rr", "append_fromtag", 0)
request_route {
  if (is_method("OPTIONS") && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
  t_check_trans();
  remove_hf("Route");
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("sidetone.test", "pw-$au", "0")) { www_challenge("sidetone.test", "1"); exit; }
    if (!save("location")) { sl_reply_error(); }
    exit;
  }
  if (is_method("INVITE|SUBSCRIBE")) { record_route(); }
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  # Both say no where there is one contact only.
  t_load_contacts();
  t_next_contacts();
  t_on_failure("NEXT_CONTACT");
  t_on_branch_failure("NEXT_FLOW");
  t_relay();
}
failure_route[NEXT_CONTACT] {
  if (!t_check_status("6[0-9][0-9]") && t_next_contacts()) { t_relay(); exit; }
  if (t_check_status("430")) { t_reply("480", "Temporarily Unavailable"); exit; }
}
event_route[tm:branch-failure:NEXT_FLOW] {
  if (t_check_status("403|430") || (t_branch_timeout() && !t_branch_replied())) {
    unregister("location", "$tu", "$T_reply_ruid");
    if (t_next_contact_flow()) {
      t_on_branch_failure("NEXT_FLOW");
      t_relay();
    }
  }
}
`;
}

interface EdgeParts {
  readonly host: string; readonly plain: number; readonly tls: number; readonly certificate: Certificate;
  readonly registrarHost: string; readonly registrarPort: number;
}

/** RFC 5626 5: puts itself into the Path with a flow token, answers STUN, and says 430 where the flow is gone. */
function edgeConfiguration({ host, plain, tls, certificate, registrarHost, registrarPort }: EdgeParts): string {
  const registrar = `sip:${registrarHost}:${registrarPort}`;
  return `${common(host, plain)}
enable_tls=yes
tcp_children=1
tcp_accept_no_cl=yes
tcp_connect_timeout=2
tcp_connection_lifetime=${FLOW_TIMER_SECONDS + 10}
listen=tcp:${host}:${plain}
listen=tls:${host}:${tls}
loadmodule "outbound.so"
loadmodule "rr.so"
loadmodule "path.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "stun.so"
loadmodule "tls.so"
loadmodule "xhttp.so"
loadmodule "websocket.so"
modparam("tls", "private_key", "${certificate.keyFile}")
modparam("tls", "certificate", "${certificate.certFile}")
modparam("tls", "tls_method", "TLSv1.2+")
modparam("outbound", "flow_token_secret", "the same after a restart")
modparam("tm", "failure_reply_mode", 3)
modparam("tm", "fr_timer", 5000)
modparam("tm", "fr_inv_timer", 20000)
modparam("rr", "append_fromtag", 0)
request_route {
  if (is_method("OPTIONS") && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("CANCEL")) { if (t_check_trans()) { t_relay(); } exit; }
  if (has_totag()) {
    if (loose_route()) {
      if (is_method("NOTIFY")) { record_route(); }
      t_relay();
      exit;
    }
    if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
    sl_send_reply("404", "Not here");
    exit;
  }
  if (is_method("ACK")) { if (t_check_trans()) { t_relay(); } exit; }
  t_check_trans();
  if ($si != "${registrarHost}") {
    remove_hf("Route");
    if (is_method("REGISTER")) { add_path(); } else { record_route(); }
    $du = "${registrar}";
    t_on_reply("FLOW_TIMER");
  } else {
    if (is_method("INVITE|SUBSCRIBE")) { record_route(); }
    if (!loose_route()) { sl_send_reply("403", "Forbidden"); exit; }
    t_on_failure("FLOW_FAILED");
  }
  if (!t_relay()) { sl_send_reply("430", "Flow Failed"); }
}
onreply_route[FLOW_TIMER] {
  if (is_method("REGISTER") && $rs =~ "^2" && $(hdr(Require)[*]) =~ "outbound") { append_hf("Flow-Timer: ${FLOW_TIMER_SECONDS}\\r\\n", "Call-ID"); }
}
failure_route[FLOW_FAILED] {
  if (t_branch_timeout() || !t_branch_replied()) { send_reply("430", "Flow Failed"); }
}
event_route[xhttp:request] {
  if ($hu =~ "^/ws$" && $hdr(Upgrade) =~ "websocket") { if (ws_handle_handshake()) { exit; } }
  xhttp_reply("404", "Not Found", "", "");
}
`;
}
