import { describe, expect, it, vi } from 'vitest';
import type { Order } from '../../../../electron/main/links/command-line';
import { carryOut, ordersToHandOver, type OrderTargets } from '../../../../electron/main/links/orders';

function targets(mayDial = false) {
  return {
    showPhone: vi.fn(), askToDial: vi.fn(), dial: vi.fn(), mayDialWithoutAsking: () => mayDial, answer: vi.fn(), hangUp: vi.fn(),
    provision: vi.fn(), quit: vi.fn(), notices: { add: vi.fn() },
  } satisfies OrderTargets;
}
const link = (text: string): Order[] => [{ kind: 'dial', text, source: 'link' }];

describe('orders of links and command lines', () => {
  it('asks before a link dials', () => {
    const t = targets();
    carryOut(link('tel:+33-1-44-55-66-77;ext=5'), t);
    expect(t.askToDial).toHaveBeenCalledWith({ number: '+33144556677', original: 'tel:+33-1-44-55-66-77;ext=5', source: 'link' });
    expect(t.dial).not.toHaveBeenCalled();
  });

  it('dials by itself only where the user turned that on', () => {
    const t = targets(true);
    carryOut(link('tel:201'), t);
    expect(t.dial).toHaveBeenCalledWith(expect.objectContaining({ number: '201' }));
    expect(t.askToDial).not.toHaveBeenCalled();
  });

  it.each([
    'tel:*21*0900123456%23', 'tel:%0d%0aREFER', 'sip:a:password@host', 'sip:bob@host?Replaces=x', 'sip:bob@host%0d%0aVia:', 'tel:', `tel:${'1'.repeat(600)}`,
    'callto:‮1234567', 'sip:%', 'tel:javascript',
  ])('refuses the hostile link %j with a notice, even where links dial by themselves', (text) => {
    const t = targets(true);
    carryOut(link(text), t);
    expect(t.dial).not.toHaveBeenCalled();
    expect(t.askToDial).not.toHaveBeenCalled();
    expect(t.notices.add).toHaveBeenCalledWith('warning', 'bad-link', expect.any(String));
    const shown = String(t.notices.add.mock.calls[0]?.[2]);
    expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(shown.length).toBeLessThanOrEqual(300);
    expect(t.showPhone).toHaveBeenCalled();
  });

  it('takes a plain user name from the command line, though not from a link', () => {
    const t = targets();
    carryOut([{ kind: 'dial', text: 'reception', source: 'command-line' }], t);
    expect(t.askToDial).toHaveBeenCalledWith({ number: 'reception', original: 'reception', source: 'command-line' });
    carryOut(link('reception'), t);
    expect(t.notices.add).toHaveBeenCalledTimes(1);
  });

  it('passes every other order on, in order', () => {
    const t = targets();
    carryOut([{ kind: 'show' }, { kind: 'answer' }, { kind: 'hangUp' }, { kind: 'provision', file: '/x.json' }, { kind: 'quit' }], t);
    expect(t.provision).toHaveBeenCalledWith('/x.json');
    const order = [t.showPhone, t.answer, t.hangUp, t.provision, t.quit].map((each) => each.mock.invocationCallOrder[0] ?? 0);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(0);
  });
});

describe('what a second start hands over', () => {
  const invocation = { profile: null, hidden: false, verbose: false, orders: [] };
  it('brings the window to the front where nothing else is asked', () => {
    expect(ordersToHandOver(invocation, '/work')).toEqual([{ kind: 'show' }]);
    expect(ordersToHandOver({ ...invocation, hidden: true }, '/work')).toEqual([]);
  });
  it('names a provisioning file by its whole path', () => {
    expect(ordersToHandOver({ ...invocation, orders: [{ kind: 'provision', file: 'site.json' }] }, '/work')).toEqual([{ kind: 'provision', file: '/work/site.json' }]);
  });
});
