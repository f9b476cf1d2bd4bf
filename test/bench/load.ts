/**
 * What a phone must bear: a thousand calls of SIPp at twenty a second through one agent, a minute of a thousand unwelcome
 * INVITEs a second beside a running call, and links that lose 30 % of all datagrams in each direction.
 * npm run bench:load [-- --json FILE] [--only calls,flood,loss] [--seconds N]
 */
import { hasKamailio } from '../support/sip/kamailio';
import { hasSipp } from '../support/sip/sipp';
import { argument, Report } from './lib/report';
import { thousandCalls } from './load/calls';
import { flood } from './load/flood';
import { lossyLinks } from './load/loss';

const only = argument('only')?.split(',') ?? ['calls', 'flood', 'loss'];
const report = new Report('load');
if (only.includes('calls') && hasSipp) await thousandCalls(report);
if (only.includes('flood')) await flood(report, Number(argument('seconds') ?? 60));
if (only.includes('loss') && hasKamailio) for (const seed of [1, 2, 3]) await lossyLinks(report, seed);
report.finish();
