import { Grid3x3, Maximize2, Mic, MicOff, Pause, Play, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CallSnapshot } from '../../electron/contract';
import { LiveRegion } from '../call/LiveRegion';
import { Bars } from '../call/Quality';
import { SecurityMark } from '../call/SecurityLock';
import { weakest } from '../call/security-words';
import { phaseWords } from '../call/words';
import { IconButton } from '../components/Button';
import { PhoneDown } from '../components/PhoneDown';
import { Timer } from '../components/Timer';
import { useText } from '../i18n/use-text';
import { hangUp, sendDigit, toggleHold, toggleMute } from '../state/actions';
import { tell } from '../state/bridge';
import { useConference, useFrontCall } from '../state/calls';
import { useNames } from '../state/names';
import { useCallKeys } from './use-call-keys';

/** The call while one works in another window, 340 x 96. The free surface drags the window. */
export function CallBar(): React.JSX.Element {
  const call = useFrontCall();
  const [keypad, setKeypad] = useState(false);
  useCallKeys(call, keypad, () => setKeypad(false));
  useEffect(() => setKeypad(false), [call?.id]);
  return (
    <main className="drag h-screen overflow-hidden window-edge bg-surface">
      {call !== null && (keypad ? <BarKeypad call={call} onClose={() => setKeypad(false)} /> : <Bar call={call} onKeypad={() => setKeypad(true)} />)}
      <LiveRegion />
    </main>
  );
}

function Bar({ call, onKeypad }: { call: CallSnapshot; onKeypad: () => void }): React.JSX.Element {
  const text = useText();
  const names = useNames();
  const members = useConference();
  const name = call.conference ? text('conference.titleOf', { count: members.length + 1 }) : names.call(call);
  const talking = call.phase.kind === 'established';
  const held = call.phase.kind === 'established' && call.phase.localHold;
  const words = phaseWords(call, name, text);
  const isOver = call.phase.kind === 'ended';
  return (
    <div className="flex h-full flex-col justify-between px-3.5 pt-2.5 pb-2.5">
      <div className="flex h-7 items-center gap-2">
        <h1 className="min-w-0 flex-1 truncate text-large font-semibold">{name}</h1>
        {call.recording !== null && (
          <span role="img" aria-label={text('recording.running')} className="flex shrink-0 items-center gap-1 text-tiny font-semibold text-stop-ink">
            <span className="size-2 rounded-full bg-stop forced-colors:border" />{text('recording.short')}
          </span>
        )}
        {words !== null && <span className="max-w-40 shrink-0 truncate text-small text-ink-2">{words}</span>}
        {call.phase.kind === 'established' && (
          <>
            <Timer sinceEpochMs={call.phase.answeredAtEpochMs} className="shrink-0 text-base font-medium" />
            <span role="img" aria-label={text('quality.label', { word: text(`quality.${call.quality?.word ?? 'unknown'}`) })}><Bars word={call.quality?.word ?? 'unknown'} /></span>
            <span className="no-drag -my-1.5 -mr-2.5 -ml-2 flex"><SecurityMark security={call.conference ? weakest(members.map(({ security }) => security)) : call.security} /></span>
          </>
        )}
      </div>
      <div className="flex items-center gap-2">
        <div className="no-drag flex gap-1.5">
          <IconButton label={call.muted ? text('call.unmute') : text('call.mute')} icon={call.muted ? MicOff : Mic} tone={call.muted ? 'on' : 'plain'} aria-pressed={call.muted} isDisabled={isOver} onPress={() => toggleMute(call)} />
          <IconButton label={held ? text('call.resume') : text('call.hold')} icon={held ? Play : Pause} tone={held ? 'on' : 'plain'} aria-pressed={held} isDisabled={!talking || call.holdPending} onPress={() => toggleHold(call)} />
          <IconButton label={text('call.keypad')} icon={Grid3x3} tone="plain" isDisabled={!talking} onPress={onKeypad} />
          <IconButton label={text('call.return')} icon={Maximize2} tone="plain" onPress={() => tell('window:show', { page: 'call' })} />
        </div>
        <span className="flex-1" />
        <span className="no-drag">
          {isOver
            ? <IconButton label={text('common.close')} icon={X} tone="plain" onPress={() => tell('call:dismiss', { callId: call.id })} />
            : <IconButton label={call.conference ? text('conference.end') : text('call.hangUp')} icon={PhoneDown} tone="stop" onPress={() => hangUp(call)} className="w-20!" />}
        </span>
      </div>
    </div>
  );
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'] as const;

function BarKeypad({ call, onClose }: { call: CallSnapshot; onClose: () => void }): React.JSX.Element {
  const text = useText();
  return (
    <div className="no-drag flex h-full items-stretch gap-1 p-1.5">
      <div role="group" aria-label={text('dialer.keypad')} className="grid flex-1 grid-cols-6 gap-1">
        {digits.map((digit) => (
          <button key={digit} type="button" aria-label={digit} onClick={() => sendDigit(call, digit)} className="tabular rounded-small text-title transition-colors hover:bg-fill active:bg-fill-press">
            {digit === '*' ? '∗' : digit}
          </button>
        ))}
      </div>
      <IconButton label={text('call.closeKeypad')} icon={X} onPress={onClose} className="self-center" />
    </div>
  );
}
