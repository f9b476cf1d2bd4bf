import { useText } from '../i18n/use-text';
import { Group, SettingToggle } from './parts';

/** What may act without being asked, who may ring, and what happens at start and close. */
export function PrivacySection(): React.JSX.Element {
  const text = useText();
  return (
    <>
      <Group title={text('privacy.linksTitle')}>
        <SettingToggle of="dialLinksWithoutAsking" label={text('privacy.links')} hint={text('privacy.linksHint')} />
      </Group>
      <Group title={text('privacy.callsTitle')}>
        <SettingToggle of="allowDirectIpCalls" label={text('privacy.direct')} hint={text('privacy.directHint')} />
      </Group>
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
