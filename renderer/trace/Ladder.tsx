import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import type { TraceMessage } from '../../electron/contract';
import { cx } from '../components/cx';
import { useText } from '../i18n/use-text';
import { arrowOf, peersOf, sinceStart } from './lanes';

/** Who said what to whom, from top to bottom; each message opens in full. */
export function Ladder({ messages }: { messages: readonly TraceMessage[] }): React.JSX.Element {
  const text = useText();
  const peers = peersOf(messages);
  const started = messages[0]?.epochMs ?? 0;
  return (
    <div className="text-small">
      <div className="flex items-end gap-2 border-b border-line pb-2 text-ink-3">
        <span className="w-13 shrink-0" />
        <div className="relative h-8 min-w-0 flex-1">
          {[text('trace.phone'), ...peers].map((name, lane) => (
            <span key={name} style={{ left: `${middleOf(lane, peers)}%` }} className="tabular absolute bottom-0 max-w-28 -translate-x-1/2 text-center text-tiny break-words">{name}</span>
          ))}
        </div>
      </div>
      <ol>
        {messages.map((message, index) => <Step key={`${message.epochMs} ${index}`} message={message} peers={peers} sinceMs={message.epochMs - started} />)}
      </ol>
    </div>
  );
}

const inks = { request: 'text-ink', provisional: 'text-ink-2', success: 'text-ink', failure: 'text-stop-ink' } as const;

function Step({ message, peers, sinceMs }: { message: TraceMessage; peers: readonly string[]; sinceMs: number }): React.JSX.Element {
  const text = useText();
  const { direction, summary, remote, kind, repeated, local, protocol } = message;
  const time = sinceStart(sinceMs);
  const what = repeated ? `${summary} (${text('trace.again')})` : summary;
  return (
    <li>
      <Disclosure>
        <Button slot="trigger" aria-label={text(`trace.${direction}`, { time, what, peer: remote })} className="flex h-11 w-full items-center gap-2 rounded-small data-hovered:bg-hover data-pressed:bg-press">
          <span className="tabular w-13 shrink-0 text-right text-tiny text-ink-3">{time}</span>
          <Arrow message={message} peers={peers} label={what} className={cx(inks[kind], repeated && 'opacity-60')} />
        </Button>
        <DisclosurePanel className="overflow-hidden">
          <p className="tabular pt-2 text-tiny text-ink-3">{direction === 'sent' ? `${protocol} ${local ?? ''} → ${remote}` : `${protocol} ${remote} → ${local ?? ''}`}</p>
          <pre className="selectable mb-3 overflow-x-auto rounded bg-fill p-3 font-mono text-tiny whitespace-pre-wrap break-all">{message.text.trimEnd()}</pre>
        </DisclosurePanel>
      </Disclosure>
    </li>
  );
}

/** Percent of the width at which a lane runs. */
function middleOf(lane: number, peers: readonly string[]): number {
  const last = Math.max(1, peers.length);
  return 16 + (Math.min(lane, last) / last) * 62;
}

/** From lane to lane. */
function Arrow({ message, peers, label, className }: { message: TraceMessage; peers: readonly string[]; label: string; className: string }): React.JSX.Element {
  const { from, to } = arrowOf(message, peers);
  const [left = 0, right = 0] = [middleOf(from, peers), middleOf(to, peers)].toSorted((a, b) => a - b);
  return (
    <span className={cx('relative h-full min-w-0 flex-1', className)}>
      {[null, ...peers].map((peer, lane) => <span key={peer} className="absolute inset-y-0 w-px bg-line" style={{ left: `${middleOf(lane, peers)}%` }} />)}
      <span className="absolute inset-y-0 flex flex-col justify-center" style={{ left: `${left}%`, right: `${100 - right}%` }}>
        <span className="truncate px-2 text-center leading-4">{label}</span>
        <span className="relative block h-px bg-current">
          <span className={cx('absolute top-1/2 size-0 -translate-y-1/2 border-y-4 border-y-transparent', from < to ? 'right-0 border-l-6 border-l-current' : 'left-0 border-r-6 border-r-current')} />
        </span>
      </span>
    </span>
  );
}
