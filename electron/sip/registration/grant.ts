import { headerValue, listValues, type NameAddr, parseNameAddr, parseUnsigned, parseUri, type SipResponse, type SipUri } from '../parser';

/** Whether the registrar's list holds this phone. none: it lists nobody, which some never do. */
export type Listing = 'ours' | 'others' | 'none';

/** What a 2xx to REGISTER grants. */
export interface Grant {
  readonly listing: Listing;
  /** Null where the server did not say. */
  readonly expiresSeconds: number | null;
  /** RFC 5627: reaches this phone alone, from anywhere. */
  readonly publicGruu: SipUri | null;
  /** RFC 3608: Route values for requests outside dialogs, in their order. */
  readonly serviceRoute: readonly string[];
  /** RFC 5626 6: the registrar keeps several flows of this phone apart. */
  readonly outbound: boolean;
  /** reg-id of each flow of this phone that it lists. */
  readonly listedFlows: readonly number[];
  /** RFC 5626 10: how often the way to us must be kept open at least. */
  readonly flowTimerSeconds: number | null;
}

/** How our own Contact is known among others. */
export interface OwnContact {
  /** User part of the Contact, unguessable. */
  readonly contactUser: string;
  /** User part of the address of record. */
  readonly user: string;
  /** Of the address of record, as the account has it. */
  readonly domain: { readonly host: string; readonly port: number | null };
  readonly instance: string | null;
  readonly regId: number | null;
}

/** More Route headers than this would be no help to anyone. */
const MOST_ROUTES = 10;
const SHORTEST_FLOW_TIMER_SECONDS = 5;

/** Reads what a 2xx to REGISTER says of us. */
export function readGrant(response: SipResponse, own: OwnContact): Grant {
  const ours = ownBinding(response.contacts, own);
  const expires = ours?.params.get('expires')?.replace(/^"|"$/g, '') ?? headerValue(response, 'expires') ?? '';
  const gruu = ours?.params.get('pub-gruu')?.replace(/^"|"$/g, '') ?? null;
  const gruuUri = gruu === null ? null : parseUri(gruu);
  const isOfAor = gruuUri?.kind === 'sip' && gruuUri.host === own.domain.host.toLowerCase() && (gruuUri.port ?? null) === own.domain.port;
  const listedFlows = response.contacts.filter((contact) => isInstance(contact, own)).map(({ params }) => Number(params.get('reg-id')));
  const flowTimerSeconds = parseUnsigned(headerValue(response, 'flow-timer') ?? '', 86_400);
  return {
    listing: ours !== undefined ? 'ours' : response.contacts.length > 0 ? 'others' : 'none',
    expiresSeconds: parseUnsigned(expires, 2 ** 32),
    // RFC 5627 3.1: the address of record with `gr`. Some registrars leave its port out, and then it leads to another server.
    publicGruu: isOfAor ? gruuUri : null,
    serviceRoute: routesOf(response),
    listedFlows,
    outbound: own.regId !== null && listValues(response, 'require').some((tag) => tag.toLowerCase() === 'outbound'),
    flowTimerSeconds: flowTimerSeconds === null ? null : Math.max(SHORTEST_FLOW_TIMER_SECONDS, flowTimerSeconds),
  };
}

/**
 * RFC 3261 10.3: every 200 lists all bindings. The server may have rewritten the address of ours, so it is known by its
 * user; by instance and reg-id where the server changed that too; and one that stands alone under the line's own user is
 * ours, since some servers put that in its place.
 */
function ownBinding(contacts: readonly NameAddr[], own: OwnContact): NameAddr | undefined {
  const userOf = ({ uri }: NameAddr): string | null => (uri.kind === 'sip' ? uri.user : null);
  const isThisFlow = (contact: NameAddr): boolean => {
    const regId = contact.params.get('reg-id');
    return isInstance(contact, own) && (regId == null || Number(regId) === own.regId);
  };
  const named = contacts.filter((contact) => userOf(contact) === own.contactUser);
  // Other flows of this phone carry the same user.
  return named.find((contact) => own.regId === null || !contact.params.has('reg-id') || Number(contact.params.get('reg-id')) === own.regId)
    ?? contacts.find(isThisFlow)
    ?? (contacts.length === 1 && contacts[0] !== undefined && userOf(contacts[0]) === own.user ? contacts[0] : undefined);
}

function isInstance({ params }: NameAddr, own: OwnContact): boolean {
  const instance = params.get('+sip.instance')?.replace(/^"?<?|>?"?$/g, '').toLowerCase();
  return instance !== undefined && instance === own.instance?.toLowerCase();
}

function routesOf(response: SipResponse): string[] {
  const routes = listValues(response, 'service-route').slice(0, MOST_ROUTES);
  // One that cannot be read makes the rest a way to somewhere else.
  return routes.every((route) => parseNameAddr(route)?.uri.kind === 'sip') ? routes : [];
}
