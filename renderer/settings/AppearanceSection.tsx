import { getCountries } from 'libphonenumber-js/min';
import { useMemo } from 'react';
import { Choice } from '../components/Choice';
import { Segments } from '../components/Segments';
import { formatRegion } from '../i18n/format';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { Group } from './parts';

const fromSystem = 'system';

/** Theme, language, region; each follows the system until told otherwise. */
export function AppearanceSection(): React.JSX.Element | null {
  const text = useText();
  const settings = useApp((state) => state.settings);
  const systemRegion = useApp((state) => state.info?.region ?? '');
  const regions = useMemo(
    () => getCountries().map((region) => ({ value: region as string, label: formatRegion(text.locale, region) })).toSorted((a, b) => a.label.localeCompare(b.label, text.locale)),
    [text.locale],
  );
  if (settings === null) return null;
  return (
    <>
      <Group title={text('appearance.theme')}>
        <Segments
          label={text('appearance.theme')}
          value={settings.theme}
          onChange={(theme) => tell('settings:set', { theme })}
          options={(['system', 'light', 'dark'] as const).map((theme) => ({ value: theme, label: text(`appearance.${theme}`) }))}
        />
      </Group>
      <Group>
        <Choice
          label={text('appearance.language')}
          value={settings.language}
          onChange={(language) => tell('settings:set', { language })}
          options={[{ value: 'system', label: text('appearance.languageSystem') }, { value: 'en', label: 'English' }, { value: 'fr', label: 'Français' }]}
        />
        <Choice
          className="mt-5"
          label={text('appearance.region')}
          value={settings.region ?? fromSystem}
          onChange={(region) => tell('settings:set', { region: region === fromSystem ? null : region })}
          options={[{ value: fromSystem, label: text('appearance.regionSystem', { region: formatRegion(text.locale, systemRegion) }) }, ...regions]}
        />
        <p className="mt-1.5 text-small text-ink-3">{text('appearance.regionHint')}</p>
      </Group>
    </>
  );
}
