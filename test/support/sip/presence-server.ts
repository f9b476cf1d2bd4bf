import { appendFileSync, cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { freeUdpPort, hasKamailio } from './kamailio';
import { modulesFolder, startKamailioProcess } from './kamailio-process';
import { ScriptedPeer } from './scripted-peer';

const tables = '/usr/share/kamailio/dbtext/kamailio';
export const hasPresence = hasKamailio && existsSync(`${modulesFolder}presence_dialoginfo.so`) && existsSync(tables);

export interface PresenceServer {
  /** host:port, the domain of its users. */
  readonly domain: string;
  /** A dialog of this user, told as a PBX tells it: by PUBLISH. */
  publishDialog(user: string, state: 'early' | 'confirmed' | 'terminated'): Promise<void>;
  publishSummary(user: string, newMessages: number): Promise<void>;
  readonly log: () => string;
  stop(): Promise<void>;
}

export interface PresenceServerOptions {
  /** A resource list (RFC 4662) of presence, as that user alone may watch it. */
  readonly list?: { readonly of: string; readonly name: string; readonly members: readonly string[] };
  /** Tells who is registered (reg, RFC 3680). */
  readonly registrations?: boolean;
}

/** A Kamailio that is registrar, presence server, and server of dialog, message-summary and reg packages; on loopback. */
export async function startPresenceServer(options: PresenceServerOptions = {}): Promise<PresenceServer> {
  const port = await freeUdpPort();
  const { log, stop } = await startKamailioProcess({
    host: '127.0.0.1', port, memoryMiB: 8,
    configuration: (folder) => {
      cpSync(tables, path.join(folder, 'tables'), { recursive: true });
      if (options.list !== undefined) appendFileSync(path.join(folder, 'tables/xcap'), listRow(options.list));
      return configuration(port, path.join(folder, 'tables'), options);
    },
  });
  const domain = `127.0.0.1:${port}`;
  const publisher = await ScriptedPeer.open();
  const etags = new Map<string, string>();
  let serial = 0;
  const publish = async (user: string, event: string, type: string, body: string): Promise<void> => {
    serial += 1;
    const known = etags.get(`${event} ${user}`);
    publisher.send([
      `PUBLISH sip:${user}@${domain} SIP/2.0`, `Via: SIP/2.0/UDP ${publisher.address};branch=z9hG4bKpub${serial};rport`, 'Max-Forwards: 70',
      `From: <sip:${user}@${domain}>;tag=p${serial}`, `To: <sip:${user}@${domain}>`, `Call-ID: publish-${serial}`, 'CSeq: 1 PUBLISH', 'Expires: 600', `Event: ${event}`,
      ...(known === undefined ? [] : [`SIP-If-Match: ${known}`]), `Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body)}`, '', body,
    ].join('\r\n'), { address: '127.0.0.1', port });
    const { message } = await publisher.response(200, 5_000);
    const etag = message.headers.find(({ name }) => name === 'sip-etag')?.value;
    if (etag !== undefined) etags.set(`${event} ${user}`, etag);
  };
  return {
    domain, log,
    publishDialog: (user, state) => publish(user, 'dialog', 'application/dialog-info+xml', dialogInfo(user, state)),
    publishSummary: (user, count) => publish(user, 'message-summary', 'application/simple-message-summary', `Messages-Waiting: ${count > 0 ? 'yes' : 'no'}\r\nVoice-Message: ${count}/1 (0/0)\r\n`),
    stop: async () => {
      publisher.close();
      await stop();
    },
  };
}

function dialogInfo(user: string, state: string): string {
  return `<?xml version="1.0"?>\n<dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="sip:${user}@pbx">`
    + `<dialog id="d1" call-id="pick-me" local-tag="lt" remote-tag="rt" direction="recipient"><state>${state}</state>`
    + `<remote><identity display="Marie Renard">sip:203@pbx</identity><target uri="sip:203@pbx"/></remote><local><identity>sip:${user}@pbx</identity><target uri="sip:${user}@pbx"/></local></dialog></dialog-info>\n`;
}

/** What an XCAP server would have put there: a document of rls-services (RFC 4826 4), type 8, in a row of db_text. */
function listRow({ of, name, members }: NonNullable<PresenceServerOptions['list']>): string {
  const entries = members.map((member) => `<entry uri="sip:${member}@127.0.0.1"/>`).join('');
  const document = `<?xml version="1.0"?><rls-services xmlns="urn:ietf:params:xml:ns:rls-services"><service uri="sip:${name}@127.0.0.1"><list name="${name}">${entries}</list><packages><package>presence</package></packages></service></rls-services>`;
  return `1:${of}:127.0.0.1:${document.replaceAll(':', '\\:')}:8:e1:0:index:0\n`;
}

function configuration(port: number, database: string, { list, registrations = false }: PresenceServerOptions): string {
  const self = `sip:127.0.0.1:${port}`;
  const loads = (isWanted: boolean, ...lines: readonly string[]): string => (isWanted ? lines.join('\n') : '');
  return `#!KAMAILIO
debug=2
log_stderror=yes
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
listen=udp:127.0.0.1:${port}
mpath="${modulesFolder}"
loadmodule "db_text.so"
loadmodule "kex.so"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
loadmodule "presence.so"
loadmodule "presence_xml.so"
loadmodule "presence_dialoginfo.so"
loadmodule "presence_mwi.so"
${loads(list !== undefined || registrations, 'loadmodule "pua.so"', `modparam("pua", "db_url", "text://${database}")`, `modparam("pua", "outbound_proxy", "${self}")`)}
${loads(
    registrations, 'loadmodule "presence_reginfo.so"', 'loadmodule "pua_reginfo.so"', 'modparam("pua_reginfo", "default_domain", "127.0.0.1")',
    `modparam("pua_reginfo", "server_address", "sip:reginfo@127.0.0.1:${port}")`, `modparam("pua_reginfo", "outbound_proxy", "${self}")`,
  )}
${loads(
    list !== undefined, 'loadmodule "rls.so"', `modparam("rls", "db_url", "text://${database}")`, 'modparam("rls", "integrated_xcap_server", 1)', 'modparam("rls", "to_presence_code", 10)',
    'modparam("rls", "waitn_time", 1)', `modparam("rls", "server_address", "sip:rls@127.0.0.1:${port}")`, `modparam("rls", "outbound_proxy", "${self}")`,
  )}
modparam("usrloc", "db_mode", 0)
modparam("presence", "db_url", "text://${database}")
modparam("presence_xml", "db_url", "text://${database}")
modparam("presence_xml", "force_active", 1)
modparam("presence_xml", "disable_winfo", 1)
modparam("presence_dialoginfo", "force_single_dialog", 1)
modparam("presence", "subs_db_mode", 0)
modparam("presence", "min_expires", 10)
modparam("presence", "send_fast_notify", 1)
modparam("presence", "server_address", "sip:127.0.0.1:${port}")
request_route {
  if (is_method("OPTIONS") && $rU == $null) { sl_send_reply("200", "OK"); exit; }
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  force_rport();
  if (is_method("ACK")) { exit; }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("sidetone.test", "pw-$au", "0")) { www_challenge("sidetone.test", "1"); exit; }
    save("location");
    exit;
  }
  if (is_method("SUBSCRIBE") && !has_totag() && $au == $null && $sp != ${port}) { www_challenge("sidetone.test", "1"); exit; }
  if (is_method("PUBLISH|SUBSCRIBE")) {
    if (!t_newtran()) { sl_reply_error(); exit; }
    if (is_method("PUBLISH")) { handle_publish(); } else { ${list === undefined ? 'handle_subscribe();' : '$var(whose) = rls_handle_subscribe(); if ($var(whose) == 10) { handle_subscribe(); }'} }
    t_release();
    exit;
  }
  ${loads(list !== undefined, 'if (is_method("NOTIFY") && $rU == "rls") { rls_handle_notify(); exit; }')}
  if (is_method("NOTIFY") && $rU != $null) { sl_send_reply("200", "OK"); exit; }
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}
`;
}
