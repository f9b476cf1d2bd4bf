// A process with whole phones in it, for a network of its own. Orders come in by lines of JSON, how things stand goes out by them.
import { createInterface } from 'node:readline';
import { silentLog, systemClock } from '../../../electron/calls/ports';
import { NetworkWatch, systemNetwork } from '../../../electron/main/network/network-watch';
import { HeadlessPhone } from '../headless-phone';
import { RATE, rms } from '../sound/signal';
import { passwordOf } from '../sip/kamailio';
import type { Order, PhoneSpec, Standing } from './net-phone';

const TELL_EVERY_MS = 100;
const specs = JSON.parse(process.argv[2] ?? '[]') as readonly PhoneSpec[];

const phones = specs.map(({ user, domain, transport }) => new HeadlessPhone({
  user, password: passwordOf(user), domain, account: { transport, codecs: ['pcmu'] }, bind: { ipv4: '0.0.0.0', ipv6: '::' },
}));
const offers = new Map(phones.map((phone) => [phone, 0]));
for (const phone of phones) {
  phone.signalling.onEvent((event) => { if (event.kind === 'remoteOffer') offers.set(phone, (offers.get(phone) ?? 0) + 1); });
}
// As the app does.
const watch = new NetworkWatch({
  clock: systemClock, log: silentLog, facts: systemNetwork,
  onChanged: (gone) => { for (const { signalling } of phones) signalling.reach.networkChanged({ slept: false, gone }); },
});

const telling = setInterval(() => {
  for (const phone of phones) {
    const registration = phone.signalling.registration(phone.account.id);
    const call = phone.snapshot[0];
    const standing: Standing = {
      user: phone.account.username, registration: registration.kind, call: call?.phase.kind ?? null, offers: offers.get(phone) ?? 0,
      loudness: rms(phone.heard().subarray(-RATE / 10)), contact: contactOf(phone),
    };
    phone.listen();
    process.stdout.write(`${JSON.stringify(standing)}\n`);
  }
}, TELL_EVERY_MS);

/** As the last REGISTER wrote it that bound. */
function contactOf(phone: HeadlessPhone): string {
  const register = phone.signalling.trace.of({ kind: 'all' }).messages.findLast(({ text, direction }) => direction === 'sent' && text.startsWith('REGISTER ') && text.includes('\r\nContact: '));
  return /^Contact: <sip:[^@]*@([^>;]*)/m.exec(register?.text ?? '')?.[1] ?? '';
}

function obey(order: Order): void {
  const phone = phones.find(({ account }) => account.username === order.user);
  if (phone === undefined) return;
  switch (order.kind) {
    case 'dial': phone.calls.dial(order.target, null); return;
    case 'answer': phone.calls.answer(phone.snapshot.find(({ phase }) => phase.kind === 'incoming')!.id); return;
    case 'sing': phone.say(Float32Array.from({ length: 60 * RATE }, (_, at) => 0.4 * Math.sin((2 * Math.PI * 440 * at) / RATE))); return;
    case 'hangUp': phone.calls.hangUpAll();
  }
}

const input = createInterface({ input: process.stdin });
input.on('line', (line) => obey(JSON.parse(line) as Order));
input.once('close', () => {
  clearInterval(telling);
  watch.dispose();
  void Promise.all(phones.map((phone) => phone.dispose())).finally(() => process.exit(0));
});
