import { ChevronRight, CircleAlert, Info, TriangleAlert, type LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import type { CallFinding, CallSnapshot } from '../../electron/contract';
import { cx } from '../components/cx';
import { Details, Facts } from '../components/Details';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { findingWords, soundFindings } from './findings';
import { qualityRows } from './Quality';

type Weight = CallFinding['weight'];
const looks: Readonly<Record<Weight, { icon: LucideIcon; ink: string; ground: string }>> = {
  problem: { icon: CircleAlert, ink: 'text-stop-ink', ground: 'bg-stop-soft' },
  warning: { icon: TriangleAlert, ink: 'text-warn-ink', ground: 'bg-warn-soft' },
  note: { icon: Info, ink: 'text-ink-3', ground: 'bg-fill' },
};

/** The gravest finding as one line whose look tells its weight; all of them, and the figures, on a click. */
export function Doctor({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const findings = soundFindings(call);
  const [first] = findings;
  if (first === undefined) return null;
  const { title } = findingWords(first, text);
  const { icon, ink, ground } = looks[first.weight];
  return (
    <DialogTrigger>
      <Button aria-label={`${title}. ${text('finding.more')}`} className={cx('my-1 inline-flex min-h-10 max-w-full items-center gap-2 rounded-[20px] py-1.5 pr-2.5 pl-3.5 text-left text-small font-medium transition-[filter] data-hovered:brightness-97 forced-colors:border', ground)}>
        <Icon of={icon} size={16} className={cx('shrink-0', ink)} />
        <span className="min-w-0 text-balance text-ink">{title}</span>
        {findings.length > 1 && <span aria-hidden="true" className="tabular shrink-0 text-ink-2">+{findings.length - 1}</span>}
        <Icon of={ChevronRight} size={16} className="shrink-0 text-ink-2" />
      </Button>
      <Popover placement="bottom" offset={6} className="w-80 max-w-[92vw] animate-rise overflow-y-auto rounded-window border border-line bg-raised px-4 pt-4 pb-2 shadow-float">
        <Dialog aria-label={text('finding.title')} className="text-small outline-none">
          <Findings findings={findings} />
          <div className="mt-3 border-t border-line pt-1"><Details title={text('common.details')}><Facts rows={qualityRows(call, text)} /></Details></div>
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
        const { icon, ink } = looks[finding.weight];
        return (
          <li key={finding.code} className="selectable flex gap-2.5">
            <Icon of={icon} size={16} className={cx('mt-0.5 shrink-0', ink)} />
            <div className="min-w-0">
              <p className="text-base font-medium text-ink">{title}</p>
              <p className="mt-0.5 text-pretty text-ink-2">{help}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}

/** The gravest finding of a member of a conference, where it is more than a note. */
export function FindingLine({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  const first = soundFindings(call).find(({ weight }) => weight !== 'note');
  if (first === undefined) return null;
  const { icon, ink } = looks[first.weight];
  const { title } = findingWords(first, text);
  return <span className={cx('flex gap-1 text-small', ink)}><Icon of={icon} size={14} className="mt-px shrink-0" /><span className="line-clamp-2">{title}</span></span>;
}
