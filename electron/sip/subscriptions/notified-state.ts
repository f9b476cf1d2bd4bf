import type { EventPackage, PackageFacts } from '../../calls/ports/subscriptions';
import { type BodyPart, bodyParts, listValues, type SipHeader } from '../parser';
import { CallInfoState } from './packages/call-info';
import { makePackageState, type PackageState, packageTypes } from './packages/package-state';
import { MAX_MEMBERS, parseResourceList } from './packages/resource-list';

export type Change =
  | { readonly kind: 'facts'; readonly resource: string; readonly facts: PackageFacts }
  | { readonly kind: 'memberLost'; readonly resource: string; readonly reason: string };

/** What a NOTIFY's body brought. */
export type Reading =
  | { readonly kind: 'changes'; readonly changes: readonly Change[]; /** Ask for the whole again. */ readonly gap: boolean }
  | { readonly kind: 'unsupported-type' }
  | { readonly kind: 'unreadable' };

const LIST_TYPE = 'application/rlmi+xml';

/** Accept for a package; with the types of resource lists (RFC 4662 4.1) where asked for. None where all is said in headers. */
export function acceptHeaders(eventPackage: EventPackage, list: boolean): readonly string[] {
  const types = [...packageTypes[eventPackage], ...(list ? ['multipart/related', LIST_TYPE] : [])];
  return types.length === 0 ? [] : [`Accept: ${types.join(', ')}`];
}

/** All that one dialog of a subscription has told: of the resource itself, and of every member where it is a list. */
export class NotifiedState {
  private readonly states = new Map<string, PackageState>();
  private listVersion: number | null = null;
  private readonly callInfo = new CallInfoState();

  constructor(private readonly eventPackage: EventPackage, private readonly resource: string) {}

  /** Reads a body; an empty one changes nothing (RFC 6665 4.1.3). */
  read(message: { readonly headers: readonly SipHeader[]; readonly body: Buffer }): Reading {
    if (this.eventPackage === 'call-info') return this.readCallInfo(message);
    const parts = bodyParts(message, MAX_MEMBERS + 1);
    if (parts === null) return { kind: 'unreadable' };
    if (parts.length === 0) return { kind: 'changes', changes: [], gap: false };
    const list = parts.find(({ type }) => type === LIST_TYPE);
    if (list !== undefined) return this.readList(list, parts);
    const part = parts.find(({ type }) => this.isOurs(type));
    // Some servers leave the type out.
    const only = part ?? (parts.length === 1 && parts[0]?.type === '' ? parts[0] : undefined);
    if (only === undefined) return { kind: 'unsupported-type' };
    const taken = this.stateOf('', only);
    if (taken.kind === 'unreadable') return { kind: 'unreadable' };
    if (taken.kind === 'stale') return { kind: 'changes', changes: [], gap: false };
    return { kind: 'changes', gap: taken.gap, changes: [{ kind: 'facts', resource: this.resource, facts: taken.facts }] };
  }

  /** Its state is in headers; the body is empty. */
  private readCallInfo(message: { readonly headers: readonly SipHeader[] }): Reading {
    const line = this.callInfo.take(listValues(message, 'call-info'));
    return { kind: 'changes', gap: false, changes: line === null ? [] : [{ kind: 'facts', resource: this.resource, facts: { package: 'call-info', line } }] };
  }

  private isOurs(type: string): boolean {
    return packageTypes[this.eventPackage].includes(type);
  }

  private stateOf(key: string, part: BodyPart): ReturnType<PackageState['take']> {
    let state = this.states.get(key);
    if (state === undefined) {
      if (this.states.size > MAX_MEMBERS) return { kind: 'stale' };
      this.states.set(key, (state = makePackageState(this.eventPackage)));
    }
    return state.take(part.bytes.toString('utf8'));
  }

  /** RFC 4662 5.6: the version grows by one with each NOTIFY, so that a loss shows. */
  private readList(list: BodyPart, parts: readonly BodyPart[]): Reading {
    const info = parseResourceList(list.bytes.toString('utf8'));
    if (info === null) return { kind: 'unreadable' };
    const last = this.listVersion;
    if (info.version !== null && last !== null && info.version < last && !info.full) return { kind: 'changes', changes: [], gap: false };
    this.listVersion = info.version ?? last;
    let gap = !info.full && info.version !== null && (last === null || info.version > last + 1);
    const byId = new Map(parts.flatMap((part) => (part.contentId === null ? [] : [[part.contentId, part] as const])));
    const changes: Change[] = [];
    for (const { uri, instances } of info.resources) {
      for (const { id, state, reason, contentId } of instances) {
        const part = contentId === null ? undefined : byId.get(contentId);
        if (part !== undefined && this.isOurs(part.type)) {
          const taken = this.stateOf(`${uri} ${id}`, part);
          if (taken.kind === 'facts') {
            gap ||= taken.gap;
            changes.push({ kind: 'facts', resource: uri, facts: taken.facts });
          }
        }
        if (state !== 'terminated') continue;
        this.states.delete(`${uri} ${id}`);
        changes.push({ kind: 'memberLost', resource: uri, reason: reason ?? 'terminated' });
      }
    }
    return { kind: 'changes', changes, gap };
  }
}
