import { resolve } from 'node:path';
import { app } from 'electron';
import { ownArguments, readCommandLine, helpText, type Invocation } from './links/command-line';
import { claimProfile } from './links/instance';
import { ordersToHandOver } from './links/orders';

/**
 * What must happen before the app is ready: read the command line, choose the profile, claim it.
 * null: this process has nothing more to do and is on its way out.
 */
export function startEarly(): Invocation | null {
  const args = ownArguments(process.argv, (argument) => resolve(argument) === resolve(app.getAppPath()));
  const line = readCommandLine(args);
  switch (line.kind) {
    case 'help': return leave(helpText, 0);
    case 'version': return leave(`Sidetone ${app.getVersion()}\n`, 0);
    case 'wrong': return leave(`sidetone: ${line.message}\nTry --help.\n`, 2);
    case 'run': break;
  }
  const { invocation } = line;
  if (invocation.profile !== null) app.setPath('userData', resolve(invocation.profile));
  if (!claimProfile(ordersToHandOver(invocation, process.cwd()))) return leave('', 0);
  // Nobody was there to be told to quit.
  if (invocation.orders.some((order) => order.kind === 'quit')) return leave('', 0);
  return invocation;
}

function leave(text: string, code: number): null {
  const stream = code === 0 ? process.stdout : process.stderr;
  // Ended in the callback: a pipe takes its text later than exit would come.
  stream.write(text, () => app.exit(code));
  return null;
}
