import { BellRing, ChevronRight, Disc, Info, Link2, Palette, PhoneCall, Volume2, type LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { cx } from '../components/cx';
import { DetailPage } from '../components/DetailPage';
import { Icon } from '../components/Icon';
import { useText } from '../i18n/use-text';
import { LineEdit } from '../line-form/LineEdit';
import { openSettings, setUi, settingsSections, useUi, type SettingsSection } from '../state/ui';
import { AboutSection } from './AboutSection';
import { AppearanceSection } from './AppearanceSection';
import { LinesSection } from './LinesSection';
import { PrivacySection } from './PrivacySection';
import { RecordingSection } from './RecordingSection';
import { RingingSection } from './RingingSection';
import { SoundSection } from './SoundSection';

const icons: Readonly<Record<SettingsSection, LucideIcon>> = { lines: PhoneCall, sound: Volume2, ringing: BellRing, recording: Disc, appearance: Palette, privacy: Link2, about: Info };

/** The topics of the settings. */
export function SettingsList({ current }: { current: SettingsSection | null }): React.JSX.Element {
  const text = useText();
  return (
    <section aria-label={text('nav.settings')} className="h-full overflow-y-auto px-2 pt-3 pb-4">
      <h2 className="px-2 pb-2 text-title font-semibold tracking-[-0.01em]">{text('nav.settings')}</h2>
      <ul>
        {settingsSections.map((section) => (
          <li key={section}>
            <Button
              onPress={() => openSettings(section)}
              {...(section === current ? { 'aria-current': 'true' } : {})}
              className={cx('flex h-14 w-full items-center gap-3 rounded px-3 text-left transition-colors', section === current ? 'bg-accent-soft' : 'data-hovered:bg-hover data-pressed:bg-press')}
            >
              <Icon of={icons[section]} className={section === current ? 'text-accent-ink' : 'text-ink-3'} />
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{text(`settings.${section}`)}</span>
                <span className="block truncate text-small text-ink-3">{text(`settings.${section}Text`)}</span>
              </span>
              <Icon of={ChevronRight} size={16} className="text-ink-3" />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One topic. */
export function SettingsDetail({ section, wide }: { section: SettingsSection; wide: boolean }): React.JSX.Element {
  const text = useText();
  const line = useUi((state) => state.line);
  if (section === 'lines' && line.kind === 'edit') return <LineEdit key={line.accountId} accountId={line.accountId} wide={wide} />;
  return (
    <DetailPage title={text(`settings.${section}`)} onBack={() => setUi({ section: null })} wide={wide}>
      <div className="pt-1"><Section of={section} /></div>
    </DetailPage>
  );
}

function Section({ of }: { of: SettingsSection }): React.JSX.Element {
  switch (of) {
    case 'lines': return <LinesSection />;
    case 'sound': return <SoundSection />;
    case 'ringing': return <RingingSection />;
    case 'recording': return <RecordingSection />;
    case 'appearance': return <AppearanceSection />;
    case 'privacy': return <PrivacySection />;
    case 'about': return <AboutSection />;
  }
}
