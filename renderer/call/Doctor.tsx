import { ChevronRight, Info, TriangleAlert } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { CallFinding, CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Facts } from '../components/Details';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { findingWords } from './findings';
import { qualityRows } from './Quality';

/** What is wrong with the sound, as one calm line; more on a click. The phase says it where a call is on hold. */
export function Doctor({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const findings = (call.quality?.findings ?? []).filter(({ code }) => code !== 'held-by-us' && code !== 'held-by-them');
  const [first] = findings;
  if (first === undefined || call.phase.kind !== 'established') return null;
  return (
    <DialogTrigger>
      <Button aria-label={`${findingWords(first, text).title}. ${text('finding.more')}`} className={cx('inline-flex min-h-8 max-w-full items-center gap-1 rounded-small px-2 text-small data-hovered:bg-hover', first.weight === 'note' ? 'text-ink-2' : 'text-warn-ink')}>
        <Icon of={first.weight === 'note' ? Info : TriangleAlert} size={16} />
        <span className="min-w-0 text-balance">{findingWords(first, text).title}</span>
        <Icon of={ChevronRight} size={16} />
      </Button>
      <Popover placement="bottom" offset={6} className="w-80 max-w-[92vw] animate-rise overflow-y-auto rounded-window border border-line bg-raised p-4 shadow-float">
        <Dialog aria-label={text('finding.title')} className="text-small outline-none">
          <Findings findings={findings} />
          <div className="mt-2 border-t border-line"><Facts rows={qualityRows(call, text)} /></div>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** Each finding with what it means. */
export function Findings({ findings }: { findings: readonly CallFinding[] }): React.JSX.Element {
  const text = useText();
  return (
    <ul className="flex flex-col gap-3">
      {findings.map((finding) => {
        const { title, help } = findingWords(finding, text);
        return (
          <li key={finding.code} className="selectable">
            <p className="font-medium text-ink">{title}</p>
            <p className="text-ink-3">{help}</p>
          </li>
        );
      })}
    </ul>
  );
}
