import { Choice } from '../components/Choice';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { CallersGroup } from './CallersGroup';
import { MessagesGroup } from './MessagesGroup';
import { Group, SettingToggle } from './parts';

/** What may act without being asked, who may ring, and what happens at start and close. */
export function PrivacySection(): React.JSX.Element {
  const text = useText();
  const settings = useApp((state) => state.settings);
  return (
    <>
      <Group title={text('privacy.linksTitle')}>
        <SettingToggle of="dialLinksWithoutAsking" label={text('privacy.links')} hint={text('privacy.linksHint')} />
      </Group>
      <Group title={text('privacy.callsTitle')}>
        <SettingToggle of="allowDirectIpCalls" label={text('privacy.direct')} hint={text('privacy.directHint')} />
        {settings !== null && (
          <Choice
            className="mt-4"
            label={text('calling.followTitle')}
            value={settings.followRedirects}
            onChange={(followRedirects) => tell('settings:set', { followRedirects })}
            options={(['always', 'ask', 'never'] as const).map((value) => ({ value, label: text(`calling.follow.${value}`) }))}
          />
        )}
      </Group>
      <CallersGroup />
      <MessagesGroup />
      <Group title={text('privacy.startTitle')}>
        <div className="divide-y divide-line">
          <SettingToggle of="startAtLogin" label={text('privacy.startLogin')} />
          <SettingToggle of="startHidden" label={text('privacy.startHidden')} />
          <SettingToggle of="closeToTray" label={text('privacy.closeToTray')} hint={text('privacy.closeHint')} />
        </div>
      </Group>
    </>
  );
}
