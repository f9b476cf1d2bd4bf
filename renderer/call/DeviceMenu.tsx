import { Volume2 } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Popover } from 'react-aria-components/Popover';
import { Button } from '../components/Button';
import { DeviceChoiceField } from '../settings/DeviceChoiceField';
import { useText } from '../i18n/use-text';
import { openSettings } from '../state/ui';
import { CallControl } from './CallControl';

/** Microphone and speaker, changed while one talks; the sound moves at once. */
export function DeviceMenu(): React.JSX.Element {
  const text = useText();
  return (
    <DialogTrigger>
      <CallControl icon={Volume2} label={text('call.audio')} />
      <Popover placement="top" offset={8} className="w-76 animate-rise rounded-window border border-line bg-raised p-4 shadow-float">
        <Dialog aria-label={text('call.audio')} className="flex flex-col gap-3 outline-none">
          {({ close }) => (
            <>
              <DeviceChoiceField of="microphone" />
              <DeviceChoiceField of="speaker" />
              <Button tone="quiet" size="small" onPress={() => { close(); openSettings('sound'); }} className="-mb-1 -ml-3 self-start">{text('audio.settings')}</Button>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
