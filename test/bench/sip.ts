/**
 * Signalling seen from the other end of the wire, on loopback: INVITE to 180, dial to INVITE, INVITE to the ring window
 * on the screen, REGISTER and back, call set-up. The real app, our signalling alone, baresip and linphone-cli, all against
 * the same scripted server; and how fast INVITEs are read beside the parsers that Node has.
 * npm run bench:sip [-- --json FILE] [--rounds N]
 */
import { hasBaresip } from '../support/sip/baresip';
import { hasLinphone } from './lib/linphone';
import { argument, Report } from './lib/report';
import { startRig } from './lib/rig';
import { measureParsers } from './parse/rates';
import { measureApp } from './sip/app';
import { measureBaresip } from './sip/baresip';
import { measureLinphone } from './sip/linphone';
import { measureSignalling } from './sip/signalling';

const rounds = Number(argument('rounds') ?? 60);
const report = new Report('sip');
measureParsers(report, 5);
const rig = await startRig();
try {
  await measureApp(rig, report, rounds);
  await measureSignalling(report, rounds);
  if (hasBaresip) await measureBaresip(report, rounds);
  if (hasLinphone) await measureLinphone(rig, report, Math.min(rounds, 30));
} finally {
  await rig.desk.dispose();
}
report.finish();
