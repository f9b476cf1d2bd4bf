import { Ellipsis, FileAudio, Square } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { CallSnapshot } from '../../electron/contract';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { playFile, stopFile } from '../state/actions';
import { CallControl } from './CallControl';

/** What one wants now and then in a call. */
export function MoreMenu({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const playing = call.playing;
  return (
    <MenuTrigger>
      <CallControl icon={Ellipsis} label={text('call.more')} isDisabled={call.phase.kind !== 'established'} />
      <Popover placement="top" offset={8} className="w-64 max-w-full animate-fade overflow-auto rounded border border-line bg-raised p-1 shadow-float">
        <Menu aria-label={text('call.more')} className="outline-none" onAction={(key) => (key === 'stop' ? stopFile(call) : playFile(call))}>
          <MenuItem id="play" className="flex min-h-10 items-center gap-2.5 rounded-small px-2.5 data-focused:bg-hover"><Icon of={FileAudio} size={18} className="shrink-0 text-ink-3" />{text('playing.choose')}</MenuItem>
          {playing !== null && (
            <MenuItem id="stop" textValue={text('playing.stop', { name: playing })} className="flex min-h-10 items-center gap-2.5 rounded-small px-2.5 data-focused:bg-hover">
              <Icon of={Square} size={18} className="shrink-0 text-ink-3" /><span className="min-w-0 truncate">{text('playing.stop', { name: playing })}</span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** Which file everyone hears now. */
export function PlayingSign({ call }: { call: CallSnapshot }): React.JSX.Element | null {
  const text = useText();
  if (call.playing === null) return null;
  return (
    <p className="mt-1 flex max-w-full items-center justify-center gap-1.5 text-small text-ink-2">
      <Icon of={FileAudio} size={14} className="shrink-0" />
      <span className="truncate">{text('playing.running', { name: call.playing })}</span>
    </p>
  );
}
