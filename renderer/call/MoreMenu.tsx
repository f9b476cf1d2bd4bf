import { CircleDot, CircleStop, Ellipsis, FileAudio, MessageSquare, ListTree, PhoneForwarded, Plus, SquareParking, UserRound, UserRoundPlus } from 'lucide-react';
import { Menu, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import type { CallSnapshot } from '../../electron/contract';
import { defaultCallCodes } from '../../electron/contract/line-defaults';
import { cx } from '../components/cx';
import { menuFrame, MenuLine } from '../components/MenuLine';
import { useText } from '../i18n/use-text';
import { writeTo } from '../messages/message-actions';
import { playFile, stopFile, toggleRecording } from '../state/actions';
import { useApp } from '../state/app';
import { useOtherCalls } from '../state/calls';
import { callNumber, contactStart } from '../state/names';
import { canTransfer, park } from '../state/transfer';
import { newContact, openContact, openPage, openTrace } from '../state/ui';
import { CallControl } from './CallControl';
import { useTransfer } from './transfer/use-transfer';

/** What one wants now and then in a call. What runs by it is stopped at its sign as well, without the menu. */
export function MoreMenu({ call }: { call: CallSnapshot }): React.JSX.Element {
  const text = useText();
  const otherIsHere = useOtherCalls().length > 0;
  const canPark = useApp((state) => (state.accounts.find(({ account }) => account.id === call.accountId)?.account.callCodes ?? defaultCallCodes).park.code !== '');
  const transfer = useTransfer(call);
  const talking = call.phase.kind === 'established';
  const { playing, recording, remote: { contact, displayName } } = call;
  const number = callNumber(call);
  return (
    <MenuTrigger>
      <CallControl icon={Ellipsis} label={text('call.more')} />
      <Popover placement="top end" offset={8} className={cx(menuFrame, 'w-64')}>
        <Menu aria-label={text('call.more')} className="outline-none">
          <MenuLine icon={recording === null ? CircleDot : CircleStop} label={recording === null ? text('recording.start') : text('recording.stop')} isDisabled={!talking} onAction={() => toggleRecording(call)} />
          <MenuLine icon={FileAudio} label={text('playing.choose')} isDisabled={!talking} onAction={() => playFile(call)} />
          {playing !== null && <MenuLine icon={CircleStop} label={text('playing.stop', { name: playing })} onAction={() => stopFile(call)} />}
          {otherIsHere && <MenuLine icon={PhoneForwarded} label={text('transfer.open')} isDisabled={!canTransfer(call)} onAction={transfer} />}
          <MenuLine icon={Plus} label={text('call.add')} isDisabled={!talking} onAction={() => openPage('keypad')} />
          {canPark && <MenuLine icon={SquareParking} label={text('transfer.park')} isDisabled={!canTransfer(call)} onAction={() => park(call)} />}
          {!call.conference && number !== '' && <MenuLine icon={MessageSquare} label={text('messages.message')} onAction={() => void writeTo(number, call.accountId)} />}
          {!call.conference && contact !== null && <MenuLine icon={UserRound} label={text('call.contact')} onAction={() => openContact(contact.id)} />}
          {!call.conference && contact === null && number !== '' && <MenuLine icon={UserRoundPlus} label={text('call.saveContact')} onAction={() => newContact(contactStart(displayName, number))} />}
          <MenuLine icon={ListTree} label={text('trace.open')} onAction={() => openTrace({ kind: 'call', callId: call.id })} />
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
