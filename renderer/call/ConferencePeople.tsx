import { AudioLines, Ellipsis, UserRound } from 'lucide-react';
import { Menu, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { CallSnapshot } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { menuFrame, MenuLine } from '../components/MenuLine';
import { PhoneDown } from '../components/PhoneDown';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { remove, split } from '../state/actions';
import { useNames } from '../state/names';
import { FindingLine } from './Doctor';
import { RunningSigns } from './RunningSigns';
import { phaseWords } from './words';

/** Who is in the conference, who speaks, and what one may want with each of them. The list alone scrolls, until the window is very low. */
export function ConferencePeople({ members, compact }: { members: readonly CallSnapshot[]; compact: boolean }): React.JSX.Element {
  const text = useText();
  const since = Math.min(...members.map(({ phase }) => (phase.kind === 'established' ? phase.answeredAtEpochMs : Number.POSITIVE_INFINITY)));
  const held = members.every(({ phase }) => phase.kind === 'established' && phase.localHold);
  const recorded = members.find(({ recording }) => recording !== null);
  const playing = members.find((call) => call.playing !== null);
  const running = recorded ?? playing;
  return (
    <div className={cx('flex flex-col', compact ? 'shrink-0' : 'min-h-50 flex-1 pt-1')}>
      <div className="flex shrink-0 flex-col items-center text-center">
        <h1 className={cx('font-semibold tracking-[-0.012em]', compact ? 'text-title' : 'text-name lower:text-title')}>{text('conference.titleOf', { count: members.length + 1 })}</h1>
        <div className="flex h-8 items-center justify-center gap-2">
          {held && <span className="text-base font-medium text-warn-ink">{text('call.onHold')}</span>}
          {Number.isFinite(since) && <Timer sinceEpochMs={since} className="text-large font-medium text-ink" />}
        </div>
        {running && <RunningSigns call={{ ...running, playing: playing?.playing ?? null }} />}
      </div>
      {!compact && (
        <div className="relative mt-1 min-h-0 flex-1">
          {/* As many whole rows as fit; out of the flow, so that its height is one that can be rounded. */}
          <ul aria-label={text('conference.members')} className="absolute inset-x-0 top-0 mx-auto max-w-100 snap-y divide-y divide-line overflow-y-auto overscroll-contain [--row:48px] [max-height:max(var(--row),round(down,100%,var(--row)))]">
            {members.map((call) => <Member key={call.id} call={call} />)}
          </ul>
        </div>
      )}
    </div>
  );
}

function Member({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const name = names.call(call);
  // Without the name, which stands above it and may be long.
  const words = call.phase.kind === 'established' && call.phase.remoteHold && !call.phase.localHold ? text('finding.held-by-them') : phaseWords(call, name, text);
  return (
    <li className="flex h-(--row) snap-start items-center gap-3 pl-1">
      <Avatar name={names.known(call) ?? ''} photo={call.remote.contact?.photo ?? null} size={36} className={cx('slim:hidden', call.speaking && 'outline-2 outline-offset-1 outline-live-ink')} />
      <span className="min-w-0 flex-1">
        <span className="block truncate leading-4 font-medium" title={name}><bdi>{name}</bdi></span>
        {/* Two lines of it fit below the name. */}
        {words === null ? <span className="block [&_*]:leading-3.5"><FindingLine call={call} /></span> : <span title={words} className="line-clamp-2 text-small leading-3.5 text-warn-ink">{words}</span>}
      </span>
      {call.speaking && <span role="img" aria-label={text('conference.speaking')} className="shrink-0 text-live-ink"><Icon of={AudioLines} size={18} /></span>}
      <MenuTrigger>
        <IconButton label={text('conference.options', { name })} icon={Ellipsis} />
        <Popover placement="bottom end" offset={2} className={cx(menuFrame, 'w-72')}>
          <Menu aria-label={text('conference.options', { name })} className="outline-none">
            <MenuLine icon={UserRound} label={text('conference.private', { name })} onAction={() => split(call)} />
            <MenuLine icon={PhoneDown} label={text('conference.remove', { name })} tone="stop" onAction={() => remove(call)} />
          </Menu>
        </Popover>
      </MenuTrigger>
    </li>
  );
}
