import { Choice } from '../components/Choice';
import { useText } from '../i18n/use-text';
import { useApp } from '../state/app';
import { tell } from '../state/bridge';
import { Group, SettingToggle } from './parts';

const receivers = ['nobody', 'contacts', 'everybody'] as const;

/** What others learn of the one who reads and writes, and what a notification shows of a message. */
export function MessagesGroup(): React.JSX.Element {
  const text = useText();
  const receipts = useApp((state) => state.settings?.readReceipts ?? 'contacts');
  return (
    <Group title={text('privacy.messagesTitle')}>
      <div className="divide-y divide-line">
        <SettingToggle of="showMessageText" label={text('privacy.showText')} hint={text('privacy.showTextHint')} />
        <SettingToggle of="tellTyping" label={text('privacy.tellTyping')} />
      </div>
      <Choice
        className="mt-2" label={text('privacy.receipts')} value={receipts} onChange={(readReceipts) => tell('settings:set', { readReceipts })}
        options={receivers.map((value) => ({ value, label: text(`privacy.receipts.${value}`) }))}
      />
    </Group>
  );
}
