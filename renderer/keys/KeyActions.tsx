import { PhoneIncoming, SquareParking } from 'lucide-react';
import { useState } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Form } from 'react-aria-components/Form';
import { Popover } from 'react-aria-components/Popover';
import type { AccountId } from '../../electron/contract';
import { defaultCallCodes } from '../../electron/contract/line-defaults';
import { Button } from '../components/Button';
import { Field } from '../components/Field';
import { useText } from '../i18n/use-text';
import { useOutgoingLine } from '../state/actions';
import { ask } from '../state/bridge';
import { setUi } from '../state/ui';

/** What needs no key of its own: taking a call that rings in the group, and fetching one from a parking place, on the line calls go out on. */
export function KeyActions(): React.JSX.Element | null {
  const text = useText();
  const line = useOutgoingLine();
  if (line === null || line.account.practice) return null;
  const { groupPickup } = line.account.callCodes ?? defaultCallCodes;
  const pickUp = async (): Promise<void> => {
    if (await ask('call:pickUpGroup', { accountId: line.account.id }) !== undefined) setUi({ callOpen: true, callKeypadOpen: false });
  };
  return (
    <div role="group" aria-label={text('board.actions')} className="flex shrink-0 flex-wrap gap-2 px-4 pb-3">
      {groupPickup !== '' && <Button size="small" icon={PhoneIncoming} className="max-w-56 flex-1" onPress={() => void pickUp()}>{text('board.groupPickup')}</Button>}
      <DialogTrigger>
        <Button size="small" icon={SquareParking} className="max-w-56 flex-1">{text('board.fetch')}</Button>
        <Popover placement="bottom" offset={4} className="w-64 max-w-[92vw] animate-fade rounded-window border border-line bg-raised p-4 shadow-float">
          <Dialog aria-label={text('board.fetch')} className="outline-none">{({ close }) => <Fetch accountId={line.account.id} onDone={close} />}</Dialog>
        </Popover>
      </DialogTrigger>
    </div>
  );
}

function Fetch({ accountId, onDone }: { accountId: AccountId; onDone: () => void }): React.JSX.Element {
  const text = useText();
  const [place, setPlace] = useState('');
  const fetchCall = async (): Promise<void> => {
    if (place.trim() === '' || await ask('call:retrieve', { accountId, place: place.trim() }) === undefined) return;
    onDone();
    setUi({ callOpen: true, callKeypadOpen: false });
  };
  return (
    <Form className="flex flex-col gap-3" onSubmit={(event) => { event.preventDefault(); void fetchCall(); }}>
      <Field label={text('board.place')} value={place} onChange={setPlace} maxLength={40} inputMode="tel" autoFocus />
      <Button tone="accent" type="submit" isDisabled={place.trim() === ''}>{text('board.fetchNow')}</Button>
    </Form>
  );
}
