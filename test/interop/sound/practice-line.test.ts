import { afterEach, describe, expect, it } from 'vitest';
import { tell, wait } from '../../support/call-rig';
import { speech as greeting } from '../../support/codec-signals';
import { PracticeRig } from '../../support/practice';
import { understood } from '../../support/sound/speech-check';

const rig = new PracticeRig();
afterEach(() => rig.clear());

describe('the sound of the practice line', () => {
  it('gives back what is said to the echo, and again after hold and resume', async () => {
    const { server, numberOf } = await rig.open();
    const one = await rig.phone(server);
    const spoken = greeting(48000, 3);
    const callId = one.calls.dial(numberOf('echo'), null);
    await one.phase('established');
    await wait(300);
    await tell(one, one, spoken);
    one.calls.hold(callId);
    await one.call('on hold', ({ phase }) => phase.kind === 'established' && phase.localHold);
    one.calls.resume(callId);
    await one.call('resumed', ({ phase }) => phase.kind === 'established' && !phase.localHold);
    await wait(300);
    await tell(one, one, spoken);
    one.calls.hangUp(callId);
    await one.until(() => one.ended[0] ?? null, 'ended');
    const [entry] = one.store.history.page({ query: '', only: 'all', before: null, limit: 10 });
    expect(entry).toMatchObject({ end: { code: 'hung-up', by: 'local' }, codec: 'opus' });
  }, 40_000);

  it('is heard talking', async () => {
    const { server, numberOf } = await rig.open();
    const one = await rig.phone(server);
    one.calls.dial(numberOf('voice'), null);
    await one.phase('established');
    // It says its greeting over and over.
    await understood(greeting(48000, 4), async () => {
      await wait(4_800);
      return one.heard();
    }, { tries: 3, who: 'the line' });
  }, 30_000);
});
