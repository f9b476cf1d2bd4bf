import type { WindowKind } from '../../contract/app';
import { events, type EventName, type EventPayload } from '../../contract/channels';
import type { Log } from '../../calls/ports/log';

/** A window that can be told things. */
export interface EventTarget {
  kind: WindowKind;
  send(name: EventName, payload: unknown): void;
}

/** Tells facts to the windows they are for. The schema strips what the contract does not name. */
export class Broadcaster {
  constructor(private readonly targets: () => Iterable<EventTarget>, private readonly log: Log) {}

  readonly broadcast = <N extends EventName>(name: N, payload: EventPayload<N>): void => {
    const { to, payload: schema } = events[name];
    const parsed = schema.safeParse(payload);
    if (!parsed.success) {
      this.log.error('event breaks the contract', { event: name, detail: parsed.error.message });
      return;
    }
    for (const target of this.targets()) {
      if ((to as readonly WindowKind[]).includes(target.kind)) target.send(name, parsed.data);
    }
  };
}

export type Broadcast = Broadcaster['broadcast'];
