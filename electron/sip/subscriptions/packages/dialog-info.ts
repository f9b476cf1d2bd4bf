import type { WatchedDialog, WatchedParty } from '../../../calls/ports/subscriptions';
import { cleanText } from '../../identity/clean';
import { attribute, child, childrenOf, numberOf, parseXml, textOf, type XmlElement } from '../xml';

export interface DialogInfo {
  readonly entity: string;
  readonly version: number | null;
  readonly full: boolean;
  readonly dialogs: readonly WatchedDialog[];
}

/** Nobody is in more dialogs than this. */
const MAX_DIALOGS = 200;
const MAX_URI = 1_024;
/** Highest place on a shared line that is looked at. */
export const MAX_APPEARANCE = 64;
const STATES = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'] as const;

/** application/dialog-info+xml (RFC 4235 4). Null where it is no such document. */
export function parseDialogInfo(text: string): DialogInfo | null {
  const root = parseXml(text);
  if (root?.name !== 'dialog-info') return null;
  return {
    entity: cleanText(attribute(root, 'entity') ?? '', MAX_URI), version: numberOf(attribute(root, 'version')),
    // Left out by some; what says nothing of the rest is taken for the whole.
    full: attribute(root, 'state')?.toLowerCase() !== 'partial',
    dialogs: childrenOf(root, 'dialog').slice(0, MAX_DIALOGS).flatMap((element) => dialogOf(element) ?? []),
  };
}

function dialogOf(element: XmlElement): WatchedDialog | null {
  const word = textOf(element, 'state')?.toLowerCase() ?? '';
  const state = STATES.find((known) => known === word);
  if (state === undefined) return null;
  const direction = attribute(element, 'direction')?.toLowerCase();
  const callId = attribute(element, 'call-id');
  return {
    // An id is owed; where it is missing, the Call-ID names the dialog as well.
    id: attribute(element, 'id') ?? callId ?? '', state,
    direction: direction === 'initiator' || direction === 'recipient' ? direction : null,
    callId, localTag: attribute(element, 'local-tag'), remoteTag: attribute(element, 'remote-tag'),
    local: partyOf(child(element, 'local')), remote: partyOf(child(element, 'remote')), ...sharedOf(element),
  };
}

/** What a phone that shares the line must know besides: who has the call, whether it waits, and in which place (RFC 7463 5.3). */
function sharedOf(element: XmlElement): Pick<WatchedDialog, 'localTarget' | 'held' | 'appearance' | 'exclusive'> {
  const target = child(child(element, 'local'), 'target');
  const localTarget = cleanText(attribute(target, 'uri') ?? '', MAX_URI);
  const held = childrenOf(target, 'param').some((param) => attribute(param, 'pname')?.toLowerCase() === '+sip.rendering' && attribute(param, 'pvalue')?.toLowerCase() === 'no');
  const appearance = numberOf(textOf(element, 'appearance'));
  const exclusive = /^(?:true|1)$/i.test(textOf(element, 'exclusive') ?? '');
  return {
    ...(localTarget !== '' && { localTarget }), ...(held && { held }), ...(exclusive && { exclusive }),
    ...(appearance !== null && appearance <= MAX_APPEARANCE && { appearance }),
  };
}

/** `identity` names the person, `target` the device; FreeSWITCH writes the number into the first, Asterisk into both. */
function partyOf(element: XmlElement | null): WatchedParty | null {
  const identity = child(element, 'identity');
  const uri = cleanText(identity?.text || (attribute(child(element, 'target'), 'uri') ?? ''), MAX_URI);
  if (uri === '') return null;
  const name = cleanText(attribute(identity, 'display') ?? attribute(identity, 'display-name') ?? '');
  return { uri, displayName: name === '' ? null : name };
}
