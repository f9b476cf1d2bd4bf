import { beforeEach, describe, expect, it } from 'vitest';
import { KeyBoard } from '../../../../electron/calls/presence/key-board';
import { type KeyStore, silentLog } from '../../../../electron/calls/ports';
import type { KeyFields, KeyState, PhoneKey } from '../../../../electron/contract';
import { CallId } from '../../../../electron/contract/ids';
import { KeyId } from '../../../../electron/contract/keys';
import { parseDialogInfo } from '../../../../electron/sip/subscriptions/packages/dialog-info';
import { FakeClock } from '../../../support/fake-clock';
import { accountFor } from '../../../support/sip/phone';
import { dialog, FakeSubscriptions } from '../presence/fake-subscriptions';

const trunk: KeyFields = { kind: 'trunk', label: 'Outside 1', target: 'station1_line1', accountId: null };

describe('a key of a trunk that Asterisk shares among stations', () => {
  let subscriptions: FakeSubscriptions;
  let dialled: string[];
  let own: CallId | null;
  let board: KeyBoard;
  let key: PhoneKey;
  const state = (): KeyState | undefined => board.states().find(({ id }) => id === key.id);
  /** As its hint is told (res_pjsip_dialog_info_body_generator): hold is a parameter of the local target. */
  const hint = (word: string, held = false): void => {
    const info = parseDialogInfo(`<?xml version="1.0"?><dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="3" state="full" entity="sip:station1_line1@pbx.test">
      <dialog id="station1_line1"><state>${word}</state>${held ? '<local><identity>sip:station1_line1@pbx.test</identity><target uri="sip:station1_line1@pbx.test"><param pname="+sip.rendering" pvalue="no"/></target></local>' : ''}</dialog></dialog-info>`);
    subscriptions.dialogs('station1_line1', [...info?.dialogs ?? []]);
  };

  beforeEach(() => {
    const kept: PhoneKey[] = [];
    const store: KeyStore = {
      list: () => [...kept], saveAll: () => [], remove: () => ({ undoToken: '' }), undo: () => {}, move: () => {},
      save: (_id, fields) => { const saved = { ...fields, id: KeyId.parse('t1') }; kept.push(saved); return saved; },
    };
    [subscriptions, dialled, own] = [new FakeSubscriptions(), [], null];
    board = new KeyBoard({
      store, subscriptions, accounts: () => [accountFor('station1', 'pbx.test')], clock: new FakeClock(), log: silentLog, turnTo: () => own,
      dial: (number) => (dialled.push(number), CallId.parse(`call${dialled.length}`)), onKeys: () => {}, onStates: () => {},
    });
    key = board.save(null, trunk);
  });

  it('watches its hint and shows it free, ringing, in use and on hold', () => {
    expect(state()).toMatchObject({ state: 'unknown' });
    hint('terminated');
    expect(state()).toMatchObject({ state: 'idle' });
    hint('early');
    expect(state()).toMatchObject({ state: 'ringing' });
    hint('confirmed');
    expect(state()).toMatchObject({ state: 'talking' });
    hint('confirmed', true);
    expect(state()).toMatchObject({ state: 'held' });
  });

  it.each(['terminated', 'early'])('dials it where it is %s: that takes it, or answers it', (word) => {
    hint(word);
    board.press(key.id);
    expect(dialled).toEqual(['station1_line1']);
  });

  it('fetches a call that waits by dialling it', () => {
    hint('confirmed', true);
    board.press(key.id);
    expect(dialled).toEqual(['station1_line1']);
  });

  it('joins a call of another phone only where the user said so', () => {
    hint('confirmed');
    expect(() => board.press(key.id)).toThrow(expect.objectContaining({ code: 'WRONG_PHASE' }));
    expect(dialled).toEqual([]);
    board.press(key.id, true);
    expect(dialled).toEqual(['station1_line1']);
  });

  it('turns to our own call on it instead of dialling it again', () => {
    own = CallId.parse('mine');
    hint('confirmed');
    expect(board.press(key.id)).toBe('mine');
    expect(dialled).toEqual([]);
  });

  it('shows nothing of a hold where one of two calls talks', () => {
    subscriptions.dialogs('station1_line1', [{ ...dialog('confirmed'), held: true }, { ...dialog('confirmed'), id: 'other' }]);
    expect(state()).toMatchObject({ state: 'talking' });
  });
});
