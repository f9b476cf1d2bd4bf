import { Clock, UsersRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { AccountId } from '../../electron/contract';
import { CallScreen } from '../call/CallScreen';
import { IncomingBanner } from '../call/IncomingBanner';
import { LiveRegion } from '../call/LiveRegion';
import { ReturnStrip } from '../call/ReturnStrip';
import { Empty } from '../components/Empty';
import { cx } from '../components/cx';
import { useWide } from '../components/use-window-size';
import { ContactDetail } from '../contacts/ContactDetail';
import { ContactEdit } from '../contacts/ContactEdit';
import { PeopleList } from '../contacts/PeopleList';
import { KeypadPage } from '../dialer/KeypadPage';
import { HistoryDetail } from '../history/HistoryDetail';
import { HistoryList } from '../history/HistoryList';
import { useText } from '../i18n/use-text';
import { KeysPage } from '../keys/KeysPage';
import { MessageAnnouncer } from '../messages/MessageAnnouncer';
import { MessagesList } from '../messages/MessagesList';
import { MessagesDetail, MessagesPage } from '../messages/MessagesPane';
import { Onboarding } from '../onboarding/Onboarding';
import { SettingsDetail, SettingsList } from '../settings/SettingsPage';
import { useApp, useRegion } from '../state/app';
import { useFrontCall } from '../state/calls';
import { onCommandError } from '../state/bridge';
import { setUi, toast, useUi } from '../state/ui';
import { TracePage } from '../trace/TracePage';
import { AccountBar } from './AccountBar';
import { NoticeBar } from './NoticeBar';
import { Overlays } from './Overlays';
import { Rail } from './Rail';
import { Recents } from './Recents';
import { Toasts } from './Toasts';
import { useKeyboard } from './use-keyboard';

/** The phone window: state on top, pages beside or below, the call in the middle. */
export function PhoneWindow(): React.JSX.Element {
  const text = useText();
  const wide = useWide();
  useKeyboard(useRegion(), wide);
  useEffect(() => onCommandError((code) => toast(text(`error.${code}`), { tone: 'error' })), [text]);
  const isFresh = useApp((state) => state.accounts.length === 0 && state.settings?.onboarded === false);
  const skipped = useUi((state) => state.onboardingSkipped);
  // Once begun, the first steps stay until the user finishes them, also when a line exists by then.
  const [onboarding, setOnboarding] = useState(false);
  const front = useFrontCall();
  useAskLockedLines();
  const frontId = front?.id ?? null;
  useEffect(() => {
    // Keys belong to the call now: a field left focused would swallow Space and digits.
    if (frontId !== null && document.activeElement instanceof HTMLInputElement) document.activeElement.blur();
  }, [frontId]);
  const showOnboarding = (isFresh || onboarding) && !skipped && front === null;
  return (
    <div className="flex h-full flex-col">
      {!showOnboarding && <AccountBar />}
      <IncomingBanner />
      <NoticeBar />
      <div className="min-h-0 flex-1">
        {showOnboarding ? <Onboarding onHold={() => setOnboarding(true)} /> : wide ? <TwoPanes /> : <OnePane />}
      </div>
      <Overlays />
      <Toasts />
      <LiveRegion />
      <MessageAnnouncer />
    </div>
  );
}

/** A line without its password asks for it once, by itself; after that the bar on top offers it. */
function useAskLockedLines(): void {
  const locked = useApp((state) => state.accounts.find((line) => line.registration.kind === 'locked' && !asked.has(line.account.id))?.account.id ?? null);
  const free = useUi((state) => state.overlay.kind === 'none');
  useEffect(() => {
    if (locked === null || !free) return;
    asked.add(locked);
    setUi({ overlay: { kind: 'unlock', accountId: locked } });
  }, [locked, free]);
}
const asked = new Set<AccountId>();

function OnePane(): React.JSX.Element {
  const call = useFrontCall();
  const open = useUi((state) => state.callOpen);
  if (call && open) return <main className="h-full"><CallScreen call={call} canHide /></main>;
  return (
    <div className="flex h-full min-h-0 flex-col">
      {call && <ReturnStrip call={call} />}
      <main className="min-h-0 flex-1"><NarrowPage /></main>
      <Rail wide={false} />
    </div>
  );
}

/** The list, or the detail that covers it. */
function NarrowPage(): React.JSX.Element {
  const { page, contact, historyEntry, section, trace } = useUi();
  if (trace.kind !== 'none') return <TracePage view={trace} wide={false} />;
  switch (page) {
    case 'keypad': return <KeypadPage />;
    case 'people': return contact.kind === 'none' ? <PeopleList /> : <PersonDetail wide={false} />;
    case 'history': return historyEntry === null ? <HistoryList /> : <HistoryDetail key={historyEntry.id} shown={historyEntry} wide={false} />;
    case 'messages': return <MessagesPage />;
    case 'keys': return <KeysPage />;
    case 'settings': return section === null ? <SettingsList current={null} /> : <SettingsDetail section={section} wide={false} />;
  }
}

function TwoPanes(): React.JSX.Element {
  const call = useFrontCall();
  const callOpen = useUi((state) => state.callOpen);
  const page = useUi((state) => state.page);
  const hasDetail = useUi((state) => (state.page === 'people' && state.contact.kind !== 'none') || (state.page === 'history' && state.historyEntry !== null) || (state.page === 'messages' && state.conversation.kind !== 'none') || state.page === 'settings' || state.trace.kind !== 'none');
  // The call has the right pane unless the user opened something there.
  const showCall = call !== null && (callOpen || !hasDetail);
  // The keys have the whole window while nothing else asks for a part of it.
  const keysAlone = useUi((state) => state.page === 'keys' && state.trace.kind === 'none') && call === null;
  return (
    <div className="flex h-full min-h-0">
      <Rail wide />
      <div role={keysAlone ? 'main' : undefined} className={cx('h-full overflow-hidden', keysAlone ? 'min-w-0 flex-1' : 'w-90 shrink-0 border-r border-line')}><WideList page={page} /></div>
      {!keysAlone && (
        <main className="flex h-full min-w-0 flex-1 flex-col">
          {call && !showCall && <ReturnStrip call={call} />}
          <div className="min-h-0 flex-1">{showCall ? <CallScreen call={call} canHide={false} /> : <WideDetail page={page} />}</div>
        </main>
      )}
    </div>
  );
}

function WideList({ page }: { page: ReturnType<typeof useUi.getState>['page'] }): React.JSX.Element {
  const section = useUi((state) => state.section);
  switch (page) {
    case 'keypad': return <KeypadPage />;
    case 'people': return <PeopleList />;
    case 'history': return <HistoryList />;
    case 'messages': return <MessagesList />;
    case 'keys': return <KeysPage />;
    case 'settings': return <SettingsList current={section ?? 'lines'} />;
  }
}

function WideDetail({ page }: { page: ReturnType<typeof useUi.getState>['page'] }): React.JSX.Element {
  const text = useText();
  const { contact, historyEntry, section, trace } = useUi();
  if (trace.kind !== 'none') return <TracePage view={trace} wide />;
  switch (page) {
    case 'keypad': return <Recents />;
    case 'people': return contact.kind === 'none' ? <Empty icon={UsersRound} title={text('people.chooseTitle')} text={text('people.chooseText')} /> : <PersonDetail wide />;
    case 'history': return historyEntry === null ? <Empty icon={Clock} title={text('history.chooseTitle')} text={text('history.chooseText')} /> : <HistoryDetail key={historyEntry.id} shown={historyEntry} wide />;
    case 'messages': return <MessagesDetail wide />;
    case 'keys': return <Recents />;
    case 'settings': return <SettingsDetail section={section ?? 'lines'} wide />;
  }
}

function PersonDetail({ wide }: { wide: boolean }): React.JSX.Element | null {
  const contact = useUi((state) => state.contact);
  switch (contact.kind) {
    case 'none': return null;
    case 'view': return <ContactDetail key={contact.contactId} contactId={contact.contactId} wide={wide} />;
    case 'edit': return <ContactEdit key={contact.contactId} contactId={contact.contactId} start={contact.start} wide={wide} />;
  }
}
