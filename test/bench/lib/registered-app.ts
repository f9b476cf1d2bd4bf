import type { Page } from 'playwright-core';
import { ScriptedPeer } from '../../support/sip/scripted-peer';
import { provisioningFile } from '../../support/app/lines';
import { StartedApp } from './app';
import type { Rig } from './rig';

/** A real app with one line, registered at a server that this process plays. */
export interface RegisteredApp {
  readonly app: StartedApp;
  readonly server: ScriptedPeer;
  /** Where it listens for SIP, and the address its Contact names. */
  readonly address: { readonly address: string; readonly port: number };
  readonly contact: string;
  dispose(): Promise<void>;
}

export interface RegisteredAppOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly debug?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function startRegisteredApp(rig: Rig, options: RegisteredAppOptions = {}): Promise<RegisteredApp> {
  const server = await ScriptedPeer.open();
  const folder = await rig.desk.folder();
  const file = provisioningFile(folder, {
    version: 1,
    accounts: [{ label: 'Bench', username: 'bench', password: 'bench', domain: server.address, codecs: ['pcmu', 'opus'] }],
    settings: { onboarded: true, ...options.settings },
  });
  const app = StartedApp.start({
    env: rig.desk.env(options.env), debug: options.debug ?? false,
    args: ['--profile', folder, '--provision', file, ...(options.args ?? [])],
  });
  const { from, message } = await server.acceptRegister(300, 30_000);
  // As any exchange does; without, the line would be tried again and again, which is nobody's figure.
  server.attends = ['REGISTER', 'OPTIONS', 'SUBSCRIBE', 'PUBLISH'];
  return {
    app, server, address: from, contact: message.contacts[0]?.uri.text ?? '',
    dispose: async () => {
      await app.stop();
      server.close();
    },
  };
}

/** Resolves once the page knows its line as registered. */
export async function lineReady(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (;;) {
      const lines = await window.sidetone.invoke('accounts:list', null);
      if (lines.ok && lines.value.some((line) => line.registration.kind === 'ready')) return;
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  });
}
