import { FolderOpen, Keyboard, ListTree, Power } from 'lucide-react';
import { Button } from '../components/Button';
import { Facts } from '../components/Details';
import { Logo } from '../components/Logo';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { openTrace, setUi } from '../state/ui';

/** Versions, folders, and the way to the log. */
export function AboutSection(): React.JSX.Element | null {
  const text = useText();
  const info = useApp((state) => state.info);
  if (info === null) return null;
  return (
    <>
      <div className="flex items-center gap-4">
        <Logo size={56} />
        <div>
          <p className="text-title font-semibold tracking-[-0.01em]">{text('app.name')}</p>
          <p className="tabular selectable text-ink-3">{text('about.version', { version: info.version })}</p>
        </div>
      </div>
      <div className="mt-6">
        <Facts rows={[
          [text('about.runtime'), `Electron ${info.electron}, Chromium ${info.chrome}, Node ${info.node}`],
          [text('about.database'), info.databaseEngine],
          [text('about.keychain'), info.keychainAvailable ? text('about.keychainSafe') : text('about.keychainNone')],
          [text('about.profile'), info.profileFolder],
          [text('about.log'), info.logFile],
        ]} />
      </div>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button icon={FolderOpen} onPress={() => tell('app:openLogFolder', null)}>{text('about.openLog')}</Button>
        <Button icon={ListTree} onPress={() => openTrace({ kind: 'list' })}>{text('trace.open')}</Button>
        <Button icon={Keyboard} onPress={() => setUi({ overlay: { kind: 'shortcuts' } })}>{text('keys.open')}</Button>
        <Button icon={Power} onPress={() => tell('app:quit', null)}>{text('about.quit')}</Button>
      </div>
    </>
  );
}
