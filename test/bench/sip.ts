/**
 * Signalling seen from the other end of the wire, on loopback: INVITE to 180, dial to INVITE, INVITE to the ring window
 * on the screen, REGISTER and back. The real app, our signalling alone, and baresip, all against the same scripted server.
 * npm run bench:sip [-- --json FILE] [--rounds N]
 */
import { hasBaresip } from '../support/sip/baresip';
import { argument, Report } from './lib/report';
import { startRig } from './lib/rig';
import { measureApp } from './sip/app';
import { measureBaresip } from './sip/baresip';
import { measureSignalling } from './sip/signalling';

const rounds = Number(argument('rounds') ?? 60);
const report = new Report('sip');
const rig = await startRig();
try {
  await measureApp(rig, report, rounds);
  await measureSignalling(report, rounds);
  if (hasBaresip) await measureBaresip(report, rounds);
} finally {
  await rig.desk.dispose();
}
report.finish();
