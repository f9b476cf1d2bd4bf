import { FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../components/Button';
import { Choice } from '../components/Choice';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { invoke, tell } from '../state/bridge';
import { Group, SettingToggle } from './parts';

const formats = ['opus', 'wav-16k', 'wav-48k'] as const;
const notices = ['off', 'tone', 'announcement'] as const;

/** Where recordings go, in which form, and what the others hear of it. */
export function RecordingSection(): React.JSX.Element | null {
  const text = useText();
  const settings = useApp((state) => state.settings);
  if (settings === null) return null;
  return (
    <>
      <Group>
        <SettingToggle of="recordAutomatically" label={text('recording.automatic')} hint={text('recording.automaticHint')} />
      </Group>
      <Group>
        <Choice label={text('recording.notice')} value={settings.recordingNotice} onChange={(recordingNotice) => tell('settings:set', { recordingNotice })} options={notices.map((notice) => ({ value: notice, label: text(`recording.notice.${notice}`) }))} />
        <p className="mt-1.5 text-small text-ink-3">{text('recording.noticeHint')}</p>
      </Group>
      <Group>
        <Folder chosen={settings.recordingFolder} />
        <Choice className="mt-5" label={text('recording.format')} value={settings.recordingFormat} onChange={(recordingFormat) => tell('settings:set', { recordingFormat })} options={formats.map((format) => ({ value: format, label: text(`recording.format.${format}`) }))} />
        <p className="mt-1.5 text-small text-ink-3">{text('recording.formatHint')}</p>
      </Group>
    </>
  );
}

function Folder({ chosen }: { chosen: string | null }): React.JSX.Element {
  const text = useText();
  const [folder, setFolder] = useState(chosen ?? '');
  useEffect(() => {
    let current = true;
    void invoke('recordings:folder', null).then((result) => { if (current && result.ok) setFolder(result.value); });
    return () => { current = false; };
  }, [chosen]);
  return (
    <div role="group" aria-label={text('recording.folder')}>
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <p className="text-small font-medium text-ink-2">{text('recording.folder')}</p>
          <p className="selectable mt-1 break-words text-ink">{folder}</p>
        </div>
        <Button icon={FolderOpen} onPress={() => tell('recordings:chooseFolder', null)}>{text('recording.chooseFolder')}</Button>
      </div>
      {chosen !== null && <Button tone="quiet" size="small" className="-ml-3" onPress={() => tell('settings:set', { recordingFolder: null })}>{text('recording.defaultFolder')}</Button>}
    </div>
  );
}
