import { useEffect } from 'react';
import { extractNumber, formatAsTyped } from '../i18n/phone-number';
import { answer, hangUp, isSendOnKey, merge, sendDigit, toggleHold, toggleMute } from '../state/actions';
import { useApp } from '../state/app';
import { frontCall, incomingCall, isLive, mergeable } from '../state/calls';
import { canTransfer } from '../state/transfer';
import { closeOverlay, openPage, openTransfer, pages, setUi, useUi } from '../state/ui';

const isTextInput = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target instanceof HTMLTextAreaElement || target.isContentEditable || (target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button'].includes(target.type)));
const isControl = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('button, [role="switch"], [role="option"], [role="radio"], input, a') !== null;

/** Open lists and menus find their lines by typing. */
const ownsItsKeys = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.closest('[role="listbox"], [role="menu"], [role="dialog"]') !== null;

/** The keys of the whole phone window. Fields and open menus come first: they stop what is theirs. */
export function useKeyboard(region: string, wide: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return;
      const handled = event.ctrlKey || event.metaKey ? withCommand(event) : plain(event, region, wide);
      if (handled) event.preventDefault();
    };
    const onPaste = (event: ClipboardEvent): void => {
      if (event.defaultPrevented || isTextInput(event.target)) return;
      const number = extractNumber(event.clipboardData?.getData('text') ?? '');
      if (number === null) return;
      event.preventDefault();
      setUi((state) => ({ number: formatAsTyped(number, region), page: 'keypad', callOpen: false, searchFocus: state.searchFocus + 1 }));
    };
    window.addEventListener('keydown', onKey);
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('paste', onPaste);
    };
  }, [region, wide]);
}

function withCommand(event: KeyboardEvent): boolean {
  const { calls } = useApp.getState();
  const key = event.key.toLowerCase();
  if (key === 'enter') {
    const ringing = incomingCall(calls);
    if (ringing) answer(ringing);
    return ringing !== null;
  }
  if (isSendOnKey(event)) {
    const ringing = incomingCall(calls);
    if (ringing !== null) setUi({ sendingOn: ringing.id });
    return true;
  }
  if (key === 'h' && event.shiftKey) {
    const call = frontCall(calls);
    if (call && isLive(call)) hangUp(call);
    return true;
  }
  if (key === 'm' && event.shiftKey && mergeable(calls)) {
    merge();
    return true;
  }
  if (key === 't' && event.shiftKey) {
    const call = frontCall(calls);
    if (call !== null && canTransfer(call)) openTransfer(call);
    return true;
  }
  if (event.shiftKey) return false;
  if (key === 'f') {
    const page = useUi.getState().page;
    setUi((state) => ({ page: page === 'settings' ? 'keypad' : page, callOpen: false, searchFocus: state.searchFocus + 1 }));
    return true;
  }
  const page = pages[Number(key) - 1];
  if (page === undefined) return false;
  openPage(page);
  return true;
}

function plain(event: KeyboardEvent, region: string, wide: boolean): boolean {
  const ui = useUi.getState();
  if (event.key === 'Escape') return stepBack(wide, event.target);
  if (ui.overlay.kind !== 'none') return false;
  const typing = isTextInput(event.target);
  if (event.key === '?' && (!typing || (event.target as HTMLInputElement).value === '')) {
    setUi({ overlay: { kind: 'shortcuts' } });
    return true;
  }
  if (typing || event.key.length !== 1 || ownsItsKeys(event.target)) return false;
  const call = frontCall(useApp.getState().calls);
  if (call && isLive(call) && (ui.callOpen || wide)) {
    if (event.key === ' ') {
      if (isControl(event.target)) return false;
      toggleMute(call);
      return true;
    }
    if (/^[\d*#]$/.test(event.key)) {
      if (call.phase.kind === 'established') sendDigit(call, event.key);
      return true;
    }
    if (event.key.toLowerCase() === 'h') {
      toggleHold(call);
      return true;
    }
    if (!wide) return false;
  }
  if (event.key === ' ') return false;
  if (ui.page === 'messages' && ui.conversation.kind !== 'none') return typeIntoConversation();
  typeAnywhere(event.key, region);
  return true;
}

/** The key itself goes on to where one writes, which has the focus by then. */
function typeIntoConversation(): false {
  document.querySelector<HTMLElement>('[data-composer]')?.focus();
  return false;
}

/** A key that belongs to no field goes to the keypad's number or to the search of the list on screen. */
function typeAnywhere(key: string, region: string): void {
  setUi((state) => {
    const searchFocus = state.searchFocus + 1;
    if (state.page === 'people' && state.contact.kind !== 'edit') return { searchFocus, contact: { kind: 'none' }, peopleQuery: state.peopleQuery + key };
    if (state.page === 'history') return { searchFocus, historyEntry: null, historyQuery: state.historyQuery + key };
    if (state.page === 'people') return {};
    if (state.page === 'keys') return { searchFocus, keysQuery: state.keysQuery + key };
    if (state.page === 'messages') return { searchFocus, messagesQuery: state.messagesQuery + key };
    return { searchFocus, page: 'keypad', number: formatAsTyped(state.number + key, region) };
  });
}

/** One step back, never out of a call. */
function stepBack(wide: boolean, target: EventTarget | null): boolean {
  const ui = useUi.getState();
  const editing = (ui.page === 'people' && ui.contact.kind === 'edit') || (ui.page === 'settings' && ui.line.kind === 'edit');
  if (editing && ui.overlay.kind === 'none' && isTextInput(target)) {
    // What was typed is not thrown away by one key: the first Esc only leaves the field.
    (target as HTMLElement).blur();
    return true;
  }
  const call = frontCall(useApp.getState().calls);
  if (ui.overlay.kind !== 'none') closeOverlay();
  else if (ui.callKeypadOpen && call) setUi({ callKeypadOpen: false });
  else if (ui.callOpen && call && !wide) setUi({ callOpen: false });
  else if (ui.page === 'keypad' && ui.number !== '') setUi({ number: '' });
  else if (ui.page === 'people' && ui.contact.kind !== 'none') setUi({ contact: ui.contact.kind === 'edit' && ui.contact.contactId !== null ? { kind: 'view', contactId: ui.contact.contactId } : { kind: 'none' } });
  else if (ui.page === 'people' && ui.peopleQuery !== '') setUi({ peopleQuery: '' });
  else if (ui.page === 'history' && ui.historyEntry !== null) setUi({ historyEntry: null });
  else if (ui.page === 'history' && ui.historyQuery !== '') setUi({ historyQuery: '' });
  else if (ui.page === 'messages' && ui.conversation.kind !== 'none') setUi({ conversation: { kind: 'none' } });
  else if (ui.page === 'keys' && ui.keysQuery !== '') setUi({ keysQuery: '' });
  else if (ui.page === 'messages' && ui.messagesQuery !== '') setUi({ messagesQuery: '' });
  else if (ui.page === 'settings' && ui.line.kind === 'edit') setUi({ line: { kind: 'list' } });
  else if (ui.page === 'settings' && ui.section !== null) setUi({ section: null });
  else if (ui.page !== 'keypad') openPage('keypad');
  else return false;
  return true;
}
