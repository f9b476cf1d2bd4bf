import { Play } from 'lucide-react';
import { useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import type { Settings } from '../../electron/contract';
import { Button } from '../components/Button';
import { Choice } from '../components/Choice';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { Group, SettingToggle } from './parts';

const ringtones = ['classic', 'soft', 'marimba', 'digital'] as const;
const timeouts = [15, 30, 45, 60, 120, 300] as const;

/** How and for how long this phone rings, and when it does not. */
export function RingingSection(): React.JSX.Element | null {
  const text = useText();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  const current = settings.ringTimeoutSeconds;
  const seconds = [...new Set([...timeouts, current])].toSorted((a, b) => a - b);
  return (
    <>
      <Group>
        <div className="flex items-end gap-2 max-[280px]:flex-wrap">
          <Choice label={text('ringing.tone')} value={settings.ringtone} onChange={(ringtone) => tell('settings:set', { ringtone })} options={ringtones.map((tone) => ({ value: tone, label: text(`ringing.${tone}`) }))} className="flex-1 max-[280px]:basis-full" />
          <Button icon={Play} onPress={() => tell('audio:testOutput', { output: 'ringer' })}>{text('sound.testRinger')}</Button>
        </div>
        <div className="mt-5"><Volume settings={settings} /></div>
        <Choice
          className="mt-5"
          label={text('ringing.timeout')}
          value={String(current)}
          onChange={(value) => tell('settings:set', { ringTimeoutSeconds: Number(value) })}
          options={seconds.map((value) => ({ value: String(value), label: text.count('ringing.seconds', value) }))}
        />
      </Group>
      <Group>
        <div className="divide-y divide-line">
          <SettingToggle of="doNotDisturb" label={text('ringing.dnd')} hint={text('ringing.dndHint')} />
          <SettingToggle of="callWaiting" label={text('ringing.waiting')} hint={text('ringing.waitingHint')} />
        </div>
      </Group>
    </>
  );
}

/** The value moves under the hand and is kept when the hand lets go. */
function Volume({ settings }: { settings: Settings }): React.JSX.Element {
  const text = useText();
  const [moving, setMoving] = useState<number | null>(null);
  return (
    <Slider
      minValue={0}
      maxValue={1}
      step={0.05}
      formatOptions={{ style: 'percent' }}
      value={moving ?? settings.ringVolume}
      onChange={(value) => setMoving(value)}
      onChangeEnd={(value) => { setMoving(null); tell('settings:set', { ringVolume: value }); }}
    >
      <div className="flex justify-between"><Label className="text-small font-medium text-ink-2">{text('ringing.volume')}</Label><SliderOutput className="tabular text-small text-ink-3" /></div>
      <SliderTrack className="relative h-8 w-full">
        {({ state }) => (
          <>
            <div className="absolute top-3.5 h-1 w-full rounded-full bg-fill-press" />
            <div className="absolute top-3.5 h-1 rounded-full bg-accent forced-colors:bg-[Highlight]" style={{ width: `${state.getThumbPercent(0) * 100}%` }} />
            <SliderThumb className="top-4 size-5 rounded-full border border-field-line bg-on-accent shadow-[0_1px_3px_var(--shadow)] data-dragging:scale-110 forced-colors:bg-[ButtonText]" />
          </>
        )}
      </SliderTrack>
    </Slider>
  );
}
