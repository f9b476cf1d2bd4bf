import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountDraft, ContactFields, Settings } from '../../../electron/contract';
import { startBaresip, type Baresip } from '../sip/baresip';
import { passwordOf } from '../sip/kamailio';
import { type Desk, sinks } from './desk';
import type { RunningApp } from './running-app';

/** A headset on a quiet desk: what the microphone hears goes out as it is, so that it can be compared. */
export const plainSound: Partial<Settings> = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** What the account form would send for a user of the test registrar. */
export function lineDraft(user: string, domain: string, change: Partial<AccountDraft> = {}): AccountDraft {
  return {
    id: null, label: `Line ${user}`, displayName: `The ${user}`, username: user, authUsername: null, domain, outboundProxy: null, transport: 'udp',
    registerExpiresSeconds: 120, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus', 'g722', 'pcma', 'pcmu'], voicemailNumber: null, enabled: true,
    password: passwordOf(user), ...change,
  };
}

/** Adds a line and waits until it is registered. */
export async function addLine(app: RunningApp, user: string, domain: string, change: Partial<AccountDraft> = {}): Promise<void> {
  await app.invoke('settings:set', { ...plainSound, onboarded: true });
  await app.invoke('accounts:save', lineDraft(user, domain, change));
  await app.ready();
}

/** As addLine, for the line inside the app. */
export async function practise(app: RunningApp): Promise<void> {
  await app.invoke('settings:set', { ...plainSound, onboarded: true });
  await app.invoke('practice:start', null);
  await app.ready();
}

export function person(givenName: string, familyName: string, number: string, change: Partial<ContactFields> = {}): ContactFields {
  return { givenName, familyName, company: '', title: '', email: '', notes: '', favourite: false, photo: null, numbers: [{ label: 'work', value: number }], ...change };
}

/** Baresip on the other side of the desk: speaks what is played into `farMouth`, is heard in `farEar`. */
export function startPeer(desk: Desk, user: string, server: string): Promise<Baresip> {
  return startBaresip(user, passwordOf(user), server, {
    codecs: ['opus/48000/2', 'pcmu/8000/1'], pulse: { source: `${sinks.farMouth}.monitor`, sink: sinks.farEar, env: desk.pulse.env() },
  });
}

/** Writes a provisioning file into a folder; answers its path. */
export function provisioningFile(folder: string, content: unknown, name = 'provision.json'): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}
