import { unreachable } from '../../../calls/errors';
import type { ConferenceFacts, ConferenceUser, EventPackage, PackageFacts, RegistrationFacts, WatchedDialog } from '../../../calls/ports/subscriptions';
import { parseConferenceInfo, type UserChange } from './conference-info';
import { parseDialogInfo } from './dialog-info';
import { parseMessageSummary } from './message-summary';
import { parsePresence } from './presence';
import { parseRegInfo, type RegContact } from './reg-info';

/** What became of a body. gap: a partial state was lost before it, so the whole is to be asked for again. */
export type Taken =
  | { readonly kind: 'facts'; readonly facts: PackageFacts; readonly gap: boolean }
  | { readonly kind: 'stale' }
  | { readonly kind: 'unreadable' };

/** The state of one resource in one dialog: keeps what partial documents change. Never throws. */
export interface PackageState {
  take(text: string): Taken;
}

/** Media types a package's state comes in; the first is the usual one. None: it comes in headers. */
export const packageTypes: Readonly<Record<EventPackage, readonly string[]>> = {
  'message-summary': ['application/simple-message-summary'],
  dialog: ['application/dialog-info+xml'],
  presence: ['application/pidf+xml'],
  reg: ['application/reginfo+xml'],
  conference: ['application/conference-info+xml'],
  'call-info': [],
};

/** More changes of one conference or person than anybody can follow. */
const MAX_KEPT = 2_000;

export function makePackageState(eventPackage: EventPackage): PackageState {
  switch (eventPackage) {
    case 'message-summary': return simple((text) => {
      const summary = parseMessageSummary(text);
      return summary === null ? null : { package: 'message-summary', summary };
    });
    case 'presence': return simple((text) => {
      const presence = parsePresence(text);
      return presence === null ? null : { package: 'presence', presence };
    });
    case 'dialog': return new DialogState();
    case 'reg': return new RegState();
    case 'conference': return new ConferenceState();
    case 'call-info': return { take: () => ({ kind: 'stale' }) };
    default: throw unreachable(eventPackage);
  }
}

function simple(read: (text: string) => PackageFacts | null): PackageState {
  return {
    take(text) {
      const facts = read(text);
      return facts === null ? { kind: 'unreadable' } : { kind: 'facts', facts, gap: false };
    },
  };
}

/**
 * Versions of full and partial documents (RFC 4235 4.3, RFC 3680 5.1, RFC 4575 4.6). A full one is always taken: some servers
 * count from 0 in each. A partial one that is older than what is known says nothing new; one that skips a version hides a loss.
 */
class Versions {
  private last: number | null = null;

  accept(version: number | null, full: boolean): 'next' | 'gap' | 'stale' {
    const last = this.last;
    if (!full && version !== null && last !== null && version < last) return 'stale';
    this.last = version ?? last;
    if (full || version === null) return 'next';
    // A partial state without any whole before it is a loss as well.
    return last === null || version > last + 1 ? 'gap' : 'next';
  }
}

class DialogState implements PackageState {
  private readonly versions = new Versions();
  private dialogs = new Map<string, WatchedDialog>();

  take(text: string): Taken {
    const info = parseDialogInfo(text);
    if (info === null) return { kind: 'unreadable' };
    const order = this.versions.accept(info.version, info.full);
    if (order === 'stale') return { kind: 'stale' };
    if (info.full) this.dialogs = new Map();
    for (const dialog of info.dialogs) {
      if (dialog.state === 'terminated') this.dialogs.delete(dialog.id);
      else if (this.dialogs.size < MAX_KEPT) this.dialogs.set(dialog.id, dialog);
    }
    return { kind: 'facts', gap: order === 'gap', facts: { package: 'dialog', dialog: { entity: info.entity, dialogs: [...this.dialogs.values()] } } };
  }
}

interface KnownRegistration {
  readonly aor: string;
  readonly state: RegistrationFacts['state'];
  readonly contacts: ReadonlyMap<string, RegContact>;
}

class RegState implements PackageState {
  private readonly versions = new Versions();
  private registrations = new Map<string, KnownRegistration>();

  take(text: string): Taken {
    const info = parseRegInfo(text);
    if (info === null) return { kind: 'unreadable' };
    const order = this.versions.accept(info.version, info.full);
    if (order === 'stale') return { kind: 'stale' };
    if (info.full) this.registrations = new Map();
    for (const { id, aor, state, contacts } of info.registrations) {
      const known = new Map(this.registrations.get(id)?.contacts);
      for (const contact of contacts) {
        if (contact.active && state !== 'terminated' && known.size < MAX_KEPT) known.set(contact.id, contact);
        else known.delete(contact.id);
      }
      if (this.registrations.has(id) || this.registrations.size < MAX_KEPT) this.registrations.set(id, { aor, state, contacts: known });
    }
    const registrations = [...this.registrations.values()].map(({ aor, state, contacts }) => ({
      aor, state, contacts: [...contacts.values()].map(({ id: _id, active: _active, ...contact }) => contact),
    }));
    return { kind: 'facts', gap: order === 'gap', facts: { package: 'reg', registrations } };
  }
}

class ConferenceState implements PackageState {
  private readonly versions = new Versions();
  private conference: ConferenceFacts = { entity: '', subject: null, userCount: null, locked: false, users: [] };

  take(text: string): Taken {
    const info = parseConferenceInfo(text);
    if (info === null) return { kind: 'unreadable' };
    const full = info.state !== 'partial';
    const order = this.versions.accept(info.version, full);
    if (order === 'stale') return { kind: 'stale' };
    const old = full ? { entity: info.entity, subject: null, userCount: null, locked: false, users: [] } : this.conference;
    this.conference = {
      entity: info.entity || old.entity, subject: info.subject ?? old.subject, locked: info.locked ?? old.locked,
      userCount: info.state === 'deleted' ? 0 : info.userCount ?? old.userCount,
      users: info.state === 'deleted' ? [] : info.users === null ? old.users : applyUsers(info.users.full ? [] : old.users, info.users.changes),
    };
    return { kind: 'facts', gap: order === 'gap', facts: { package: 'conference', conference: this.conference } };
  }
}

function applyUsers(users: readonly ConferenceUser[], changes: readonly UserChange[]): ConferenceUser[] {
  const known = new Map(users.map((user) => [user.entity, user]));
  for (const { state, user } of changes) {
    const old = known.get(user.entity);
    if (state === 'deleted') known.delete(user.entity);
    else if (state === 'full' || old === undefined) {
      if (old !== undefined || known.size < MAX_KEPT) known.set(user.entity, user);
    } else {
      known.set(user.entity, {
        entity: user.entity, displayName: user.displayName ?? old.displayName, roles: user.roles.length > 0 ? user.roles : old.roles,
        endpoints: user.endpoints.length > 0 ? mergeEndpoints(old.endpoints, user.endpoints) : old.endpoints,
      });
    }
  }
  return [...known.values()];
}

function mergeEndpoints(old: ConferenceUser['endpoints'], changes: ConferenceUser['endpoints']): ConferenceUser['endpoints'] {
  const known = new Map(old.map((endpoint) => [endpoint.entity, endpoint]));
  for (const endpoint of changes) known.set(endpoint.entity, endpoint);
  return [...known.values()].slice(0, 10);
}
