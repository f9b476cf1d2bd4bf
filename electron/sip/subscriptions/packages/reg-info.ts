import type { RegisteredContact, RegistrationFacts } from '../../../calls/ports/subscriptions';
import { cleanText } from '../../identity/clean';
import { attribute, childrenOf, numberOf, parseXml, textOf, type XmlElement } from '../xml';

export interface RegInfo {
  readonly version: number | null;
  readonly full: boolean;
  readonly registrations: readonly { readonly id: string; readonly aor: string; readonly state: RegistrationFacts['state']; readonly contacts: readonly RegContact[] }[];
}

export interface RegContact extends RegisteredContact {
  readonly id: string;
  readonly active: boolean;
}

const MAX_REGISTRATIONS = 50;
const MAX_CONTACTS = 100;
const MAX_URI = 1_024;

/** application/reginfo+xml (RFC 3680 5). Null where it is no such document. */
export function parseRegInfo(text: string): RegInfo | null {
  const root = parseXml(text);
  if (root?.name !== 'reginfo') return null;
  return {
    version: numberOf(attribute(root, 'version')), full: attribute(root, 'state')?.toLowerCase() !== 'partial',
    registrations: childrenOf(root, 'registration').slice(0, MAX_REGISTRATIONS).map((element) => {
      const state = attribute(element, 'state')?.toLowerCase();
      const aor = cleanText(attribute(element, 'aor') ?? '', MAX_URI);
      return {
        id: attribute(element, 'id') ?? aor, aor, state: state === 'active' || state === 'terminated' ? state : 'init',
        contacts: childrenOf(element, 'contact').slice(0, MAX_CONTACTS).map(contactOf),
      };
    }),
  };
}

function contactOf(element: XmlElement): RegContact {
  const uri = cleanText(textOf(element, 'uri') ?? '', MAX_URI);
  const agent = childrenOf(element, 'unknown-param').find((param) => attribute(param, 'name')?.toLowerCase() === 'user-agent')?.text ?? textOf(element, 'user-agent') ?? '';
  return {
    id: attribute(element, 'id') ?? uri, active: attribute(element, 'state')?.toLowerCase() !== 'terminated', uri,
    displayName: shown(textOf(element, 'display-name')), event: cleanText(attribute(element, 'event') ?? ''),
    expiresSeconds: numberOf(attribute(element, 'expires')), callId: attribute(element, 'callid'), userAgent: shown(agent),
  };
}

function shown(text: string | null): string | null {
  const clean = cleanText(text ?? '');
  return clean === '' ? null : clean;
}
