import { z } from 'zod';
import { looksLikeDialLink } from './dial-link';

/** What the person or program that started us wants done, once it is known which instance does it. */
export const Order = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('show') }),
  z.object({ kind: z.literal('dial'), text: z.string().max(2_000), source: z.enum(['link', 'command-line']) }),
  z.object({ kind: z.literal('answer') }),
  z.object({ kind: z.literal('hangUp') }),
  z.object({ kind: z.literal('provision'), file: z.string().max(4_096) }),
  z.object({ kind: z.literal('quit') }),
]);
export type Order = z.infer<typeof Order>;

/** What a second start hands to the running one. */
export const HandOver = z.object({ version: z.literal(1), orders: z.array(Order).max(20) });
export type HandOver = z.infer<typeof HandOver>;

export interface Invocation {
  /** Folder of a separate profile, as typed; null = the usual one. */
  profile: string | null;
  hidden: boolean;
  verbose: boolean;
  orders: Order[];
}

export type CommandLine =
  | { kind: 'run'; invocation: Invocation }
  | { kind: 'help' }
  | { kind: 'version' }
  | { kind: 'wrong'; message: string };

export const helpText = `Sidetone, a softphone.

Usage: sidetone [options] [link]

  link                  tel:, sip: or callto: link; fills the dialer and asks
  --dial NUMBER         fills the dialer and asks
  --answer              answers the call that rings
  --hang-up             ends, cancels or declines the current call
  --provision FILE      takes accounts and settings from a JSON file
  --profile DIR         keeps all data in DIR, apart from any other instance
  --hidden              starts in the tray, without a window
  --quit                ends the running instance
  --verbose             writes a detailed log
  --help, --version     print and end

Where Sidetone runs already (with the same profile), it is handed the command.
`;

const withValue = new Set(['--dial', '--provision', '--profile']);

/**
 * Reads our own options; takes `--name value` and `--name=value`. Options of the runtime (`--no-sandbox`,
 * `--inspect`, ...) are not ours and are passed over. `args` is without the program and without the app folder.
 */
export function readCommandLine(args: readonly string[]): CommandLine {
  const invocation: Invocation = { profile: null, hidden: false, verbose: false, orders: [] };
  for (let at = 0; at < args.length; at += 1) {
    const argument = args[at] ?? '';
    const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
    const name = equals < 0 ? argument : argument.slice(0, equals);
    let value = equals < 0 ? null : argument.slice(equals + 1);
    if (withValue.has(name)) {
      if (value === null) {
        at += 1;
        value = args[at] ?? null;
      }
      if (value === null || value.trim() === '' || value.startsWith('--')) return { kind: 'wrong', message: `${name} needs a value` };
    }
    switch (name) {
      case '--help': case '-h': return { kind: 'help' };
      case '--version': return { kind: 'version' };
      case '--dial': invocation.orders.push({ kind: 'dial', text: (value ?? '').slice(0, 2_000), source: 'command-line' }); break;
      case '--provision': invocation.orders.push({ kind: 'provision', file: value ?? '' }); break;
      case '--profile': invocation.profile = value; break;
      case '--answer': invocation.orders.push({ kind: 'answer' }); break;
      case '--hang-up': invocation.orders.push({ kind: 'hangUp' }); break;
      case '--quit': invocation.orders.push({ kind: 'quit' }); break;
      case '--hidden': invocation.hidden = true; break;
      case '--verbose': invocation.verbose = true; break;
      default:
        if (looksLikeDialLink(argument)) invocation.orders.push({ kind: 'dial', text: argument.slice(0, 2_000), source: 'link' });
        else if (!argument.startsWith('-')) return { kind: 'wrong', message: `"${argument.slice(0, 80)}" is neither an option nor a tel:, sip: or callto: link` };
    }
  }
  return { kind: 'run', invocation };
}

/**
 * The arguments meant for us out of a whole process.argv: without the program and, run from a checkout, without
 * the app folder, wherever the runtime's own switches have put it.
 */
export function ownArguments(argv: readonly string[], isAppFolder: (argument: string) => boolean): string[] {
  let folderSeen = false;
  return argv.slice(1).filter((argument) => {
    if (folderSeen || argument.startsWith('-') || !isAppFolder(argument)) return true;
    folderSeen = true;
    return false;
  });
}
