import { AudioLines, UserRound } from 'lucide-react';
import type { CallSnapshot } from '../../electron/contract';
import { Avatar } from '../components/Avatar';
import { IconButton } from '../components/Button';
import { cx } from '../components/cx';
import { Icon } from '../components/Icon';
import { PhoneDown } from '../components/PhoneDown';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { remove, split } from '../state/actions';
import { useNames } from '../state/names';
import { PlayingSign } from './MoreMenu';
import { RecordingSign } from './RecordControl';
import { phaseWords } from './words';

/** Who is in the conference, who speaks, and what one may want with each of them. */
export function ConferencePeople({ members }: { members: readonly CallSnapshot[] }): React.JSX.Element {
  const text = useText();
  const since = Math.min(...members.map(({ phase }) => (phase.kind === 'established' ? phase.answeredAtEpochMs : Number.POSITIVE_INFINITY)));
  const held = members.every(({ phase }) => phase.kind === 'established' && phase.localHold);
  const recorded = members.find(({ recording }) => recording !== null);
  const playing = members.find((call) => call.playing !== null);
  return (
    <div className="shrink-0 pt-2">
      <div className="text-center">
        <h1 className="text-name font-semibold tracking-[-0.012em]">{text('conference.titleOf', { count: members.length + 1 })}</h1>
        <div className="flex h-8 items-center justify-center gap-2">
          {held && <span className="text-base font-medium text-warn-ink">{text('call.onHold')}</span>}
          {Number.isFinite(since) && <Timer sinceEpochMs={since} className="text-large font-medium text-ink" />}
        </div>
        {recorded && <RecordingSign call={recorded} />}
        {playing && <PlayingSign call={playing} />}
      </div>
      <ul aria-label={text('conference.members')} className="mx-auto mt-2 w-full max-w-100 divide-y divide-line">
        {members.map((call) => <Member key={call.id} call={call} />)}
      </ul>
    </div>
  );
}

function Member({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const name = names.call(call);
  const words = phaseWords(call, name, text);
  return (
    <li className="flex min-h-12 items-center gap-2.5 py-1">
      <Avatar name={names.known(call) ?? ''} photo={call.remote.contact?.photo ?? null} size={32} className={cx(call.speaking && 'outline-2 outline-offset-2 outline-live')} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium"><bdi>{name}</bdi></span>
        {words !== null && <span className="block truncate text-small text-warn-ink">{words}</span>}
      </span>
      {call.speaking && <span role="img" aria-label={text('conference.speaking')} className="shrink-0 text-live-ink"><Icon of={AudioLines} size={18} /></span>}
      <IconButton label={text('conference.private', { name })} icon={UserRound} onPress={() => split(call)} />
      <IconButton label={text('conference.remove', { name })} icon={PhoneDown} onPress={() => remove(call)} className="text-stop-ink!" />
    </li>
  );
}
