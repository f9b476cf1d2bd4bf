import type { Trace } from '../../contract/trace';

/** A trace as text: who sent what to whom and when, each message in full. */
export function textOf({ messages, omitted }: Trace): string {
  const note = omitted > 0 ? [`(${omitted} messages in between are not kept)`] : [];
  const parts = messages.map(({ epochMs, direction, protocol, local, remote, repeated, text }) => {
    const [from, to] = direction === 'sent' ? [local ?? '?', remote] : [remote, local ?? '?'];
    return `${new Date(epochMs).toISOString()}  ${protocol}  ${from} -> ${to}${repeated ? '  (again)' : ''}\n\n${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
  });
  return [...note, ...parts].join('\n----------------------------------------\n');
}
