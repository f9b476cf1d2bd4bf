import type { MessageSummary } from '../../../calls/ports/subscriptions';
import { cleanText } from '../../identity/clean';

const MAX_CHARACTERS = 20_000;
const MAX_COUNT = 999_999;

/** simple-message-summary (RFC 3842 5.2). Only the status line is owed; null where not even that is there. */
export function parseMessageSummary(text: string): MessageSummary | null {
  const fields = new Map<string, string>();
  // The empty line ends the summary: headers of single messages follow.
  const [head = ''] = text.slice(0, MAX_CHARACTERS).replace(/^\s+/, '').split(/\r?\n\r?\n/);
  for (const line of head.split(/\r?\n/)) {
    const match = /^\s*([A-Za-z-]+)\s*:\s*(.*?)\s*$/.exec(line);
    const name = match?.[1]?.toLowerCase();
    if (name !== undefined && !fields.has(name)) fields.set(name, match?.[2] ?? '');
  }
  const status = fields.get('messages-waiting')?.toLowerCase();
  const counts = /^(\d{1,9})\s*\/\s*(\d{1,9})(?:\s*\(\s*(\d{1,9})\s*\/\s*\d{1,9}\s*\))?/.exec(fields.get('voice-message') ?? '');
  if (status !== 'yes' && status !== 'no' && counts === null) return null;
  const newVoice = count(counts?.[1]);
  const account = cleanText(fields.get('message-account') ?? '', 1_024);
  return {
    waiting: status === undefined ? (newVoice ?? 0) > 0 : status === 'yes',
    account: account === '' ? null : account, newVoice, oldVoice: count(counts?.[2]), urgentNewVoice: count(counts?.[3]),
  };
}

function count(text: string | undefined): number | null {
  return text === undefined ? null : Math.min(MAX_COUNT, Number(text));
}
