import { Voicemail } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import type { AccountWithState } from '../../electron/contract';
import { Icon } from '../components/Icon';
import { Tip } from '../components/Tip';
import { useText } from '../i18n/use-text';
import { ask } from '../state/bridge';
import { openSettings, setUi } from '../state/ui';
import { useNewMessages } from './key-store';

/** The lamp: how many voice messages wait on this line; a press calls voicemail. Not there where none wait. */
export function VoicemailButton({ line }: { line: AccountWithState }): React.JSX.Element | null {
  const text = useText();
  const { id, voicemailNumber } = line.account;
  const count = useNewMessages(id);
  if (count === 0) return null;
  const words = count === 'some' ? text('voicemail.some') : text.count('voicemail.new', count);
  const call = async (): Promise<void> => {
    if (voicemailNumber === null || voicemailNumber === '') return openSettings('lines', { kind: 'edit', accountId: id });
    if (await ask('call:dial', { number: voicemailNumber, accountId: id }) !== undefined) setUi({ callOpen: true, callKeypadOpen: false });
  };
  return (
    <Tip words={`${words} · ${text('voicemail.call')}`}>
      <Button aria-label={`${words}, ${text('voicemail.call')}`} onPress={() => void call()} className="flex h-7 shrink-0 items-center gap-1 rounded-full bg-accent-soft px-2 text-small font-semibold text-accent-ink data-hovered:bg-hover data-pressed:bg-press">
        <Icon of={Voicemail} size={16} />
        {count !== 'some' && <span className="tabular">{count > 99 ? '99+' : count}</span>}
      </Button>
    </Tip>
  );
}
