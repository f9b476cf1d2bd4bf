import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TelephoneEventReceiver, type ReceivedDigit } from '../../../../electron/media/dtmf/event-receiver';
import { TelephoneEventSender, type EventPacket } from '../../../../electron/media/dtmf/event-sender';
import { parseTelephoneEvent } from '../../../../electron/media/dtmf/telephone-event';

const at8k = { frameMs: 20, clockRate: 8000, eventClockRate: 8000 };

/** All packets until the sender is idle, one call a frame; null where audio goes. */
function run(sender: TelephoneEventSender, frame = at8k): (EventPacket | null)[] {
  const packets: (EventPacket | null)[] = [];
  for (let timestamp = 1000; sender.busy; timestamp += (frame.frameMs * frame.clockRate) / 1000) {
    packets.push(sender.nextPacket({ ...frame, timestamp }));
  }
  return packets;
}

function receive(packets: readonly (EventPacket | null)[], clockRate = 8000, receiver = new TelephoneEventReceiver()): ReceivedDigit[] {
  return packets.flatMap((packet, i) => (packet ? receiver.note(packet.payload, packet.timestamp, clockRate, i * 20) : []));
}

describe('sending telephone-event', () => {
  it('starts with the marker, updates every frame, ends three times, all with one timestamp', async () => {
    const sender = new TelephoneEventSender();
    const done = sender.send('5', 100);
    const packets = run(sender).filter((packet) => packet !== null);
    await done;
    expect(packets.map(({ marker }) => marker)).toEqual([true, false, false, false, false, false, false]);
    expect(new Set(packets.map(({ timestamp }) => timestamp))).toEqual(new Set([1000]));
    const events = packets.map(({ payload }) => parseTelephoneEvent(payload));
    expect(events.map((event) => event?.duration)).toEqual([160, 320, 480, 640, 800, 800, 800]);
    expect(events.map((event) => event?.end)).toEqual([false, false, false, false, true, true, true]);
    expect(events.every((event) => event?.event === 5)).toBe(true);
  });

  it('leaves audio between two digits and pauses 500 ms at a comma', () => {
    const sender = new TelephoneEventSender();
    void sender.send('1,2', 60);
    const packets = run(sender);
    const audioFrames = packets.filter((packet) => packet === null).length;
    expect(audioFrames * 20).toBeGreaterThanOrEqual(500 + 40);
    expect(receive(packets)).toEqual([{ digit: '1', durationMs: 60 }, { digit: '2', durationMs: 60 }]);
  });

  it('cuts an event longer than the duration field into segments that the receiver joins', () => {
    const sender = new TelephoneEventSender();
    void sender.send('7', 20_000);
    const packets = run(sender);
    expect(new Set(packets.flatMap((packet) => (packet ? [packet.timestamp] : []))).size).toBe(3);
    expect(packets.filter((packet) => packet?.marker)).toHaveLength(1);
    const digits = receive(packets);
    expect(digits).toHaveLength(1);
    expect(digits[0]?.digit).toBe('7');
    expect(Math.abs((digits[0]?.durationMs ?? 0) - 20_000)).toBeLessThan(50);
  });

  it('counts durations in the clock of the event and timestamps in that of the stream', () => {
    const sender = new TelephoneEventSender();
    void sender.send('#', 40);
    const packets = run(sender, { frameMs: 20, clockRate: 48_000, eventClockRate: 8000 });
    expect(packets[1] && parseTelephoneEvent(packets[1].payload)).toMatchObject({ event: 11, duration: 320 });
  });

  it('refuses what is no digit, and rejects what is cut off', async () => {
    const sender = new TelephoneEventSender();
    await expect(sender.send('12x', 100)).rejects.toMatchObject({ code: 'INVALID_DIGITS' });
    const cut = sender.send('12', 100);
    sender.abort();
    await expect(cut).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(sender.busy).toBe(false);
  });
});

describe('receiving telephone-event', () => {
  it('tells each digit once, however often its packets come and in whatever order', () => {
    const sender = new TelephoneEventSender();
    void sender.send('159', 80);
    const packets = run(sender).filter((packet) => packet !== null);
    const doubled = packets.flatMap((packet) => [packet, packet]);
    expect(receive(doubled).map(({ digit }) => digit)).toEqual(['1', '5', '9']);
  });

  it('tells two presses of one key as two digits', () => {
    const sender = new TelephoneEventSender();
    void sender.send('22', 80);
    expect(receive(run(sender)).map(({ digit }) => digit)).toEqual(['2', '2']);
  });

  it('ends a digit whose end packets were lost, at the next event or by silence', () => {
    const sender = new TelephoneEventSender();
    void sender.send('34', 80);
    const withoutEnds = run(sender).filter((packet) => packet && !parseTelephoneEvent(packet.payload)?.end);
    const receiver = new TelephoneEventReceiver();
    expect(receive(withoutEnds, 8000, receiver).map(({ digit }) => digit)).toEqual(['3']);
    expect(receiver.poll(withoutEnds.length * 20 + 100)).toEqual([]);
    expect(receiver.poll(withoutEnds.length * 20 + 250).map(({ digit }) => digit)).toEqual(['4']);
  });

  it('does not tell a late end packet of the digit before as a new digit', () => {
    const receiver = new TelephoneEventReceiver();
    const end = Uint8Array.of(1, 0x8a, 0, 160);
    expect(receiver.note(end, 100, 8000, 0)).toHaveLength(1);
    expect(receiver.note(Uint8Array.of(2, 10, 0, 160), 900, 8000, 20)).toEqual([]);
    expect(receiver.note(end, 100, 8000, 40)).toEqual([]);
    expect(receiver.note(Uint8Array.of(2, 0x8a, 1, 64), 900, 8000, 60)).toEqual([{ digit: '2', durationMs: 40 }]);
  });

  it('passes over events that are no digits and payloads that are none', () => {
    const receiver = new TelephoneEventReceiver();
    expect(receiver.note(Uint8Array.of(16, 0x80, 1, 0), 1, 8000, 0)).toEqual([]);
    expect(receiver.note(Uint8Array.of(1, 0x80), 2, 8000, 0)).toEqual([]);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 8 }), fc.nat(0xffff_ffff), (payload, timestamp) => {
      expect(Array.isArray(receiver.note(payload, timestamp, 8000, 0))).toBe(true);
    }), { numRuns: 2000 });
  });
});
