import { Play } from 'lucide-react';
import { useEffect } from 'react';
import { Button } from '../components/Button';
import { Meter } from '../components/Meter';
import { useText } from '../i18n/use-text';
import { tell } from '../state/bridge';
import { DeviceChoiceField } from './DeviceChoiceField';
import { Group, SettingToggle } from './parts';

/** Microphone, speaker, ringer, each with a way to hear or see that it works. */
export function SoundSection(): React.JSX.Element {
  const text = useText();
  useEffect(() => {
    tell('audio:monitor', { on: true });
    return () => tell('audio:monitor', { on: false });
  }, []);
  return (
    <>
      <Group>
        <DeviceChoiceField of="microphone" />
        <div className="mt-3"><Meter of="microphone" label={text('sound.micLevel')} /></div>
        <p className="mt-1.5 text-small text-ink-3">{text('sound.speak')}</p>
      </Group>
      <Group>
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1"><DeviceChoiceField of="speaker" /></div>
          <Button icon={Play} onPress={() => tell('audio:testOutput', { output: 'speaker' })}>{text('sound.testSpeaker')}</Button>
        </div>
        <div className="mt-3"><Meter of="speaker" label={text('sound.speakerLevel')} /></div>
      </Group>
      <Group>
        <div className="flex items-end gap-2">
          <div className="min-w-0 flex-1"><DeviceChoiceField of="ringer" /></div>
          <Button icon={Play} onPress={() => tell('audio:testOutput', { output: 'ringer' })}>{text('sound.testRinger')}</Button>
        </div>
      </Group>
      <Group title={text('sound.processing')}>
        <div className="divide-y divide-line">
          <SettingToggle of="echoCancellation" label={text('sound.echo')} hint={text('sound.echoHint')} />
          <SettingToggle of="noiseSuppression" label={text('sound.noise')} hint={text('sound.noiseHint')} />
          <SettingToggle of="autoGainControl" label={text('sound.gain')} hint={text('sound.gainHint')} />
        </div>
      </Group>
    </>
  );
}
