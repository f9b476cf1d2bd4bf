import type { Grant } from '../registration/grant';
import type { Registration } from '../registration/registration';
import { type Hop, sameHop } from '../transport/hop';
import { SECOND_REG_ID, SecondFlow, type SecondFlowOptions } from './second-flow';

export interface FlowsOptions extends Omit<SecondFlowOptions, 'hop' | 'onGranted'> {
  readonly first: () => Registration;
}

export const FIRST_REG_ID = 1;

/** The flows of a line beside its first (RFC 5626 4.2): one more, where the registrar keeps them apart and the domain has another server. */
export class Flows {
  private second: SecondFlow | null = null;
  /** Formed anew because a list lacked them, and not seen in one since. */
  private readonly mended = new Set<number>();

  constructor(private readonly options: FlowsOptions) {}

  /** The first flow was granted by a server; `other`: another one of the domain. */
  granted(grant: Grant, other: Hop | null): void {
    const hop = grant.outbound ? other : null;
    if (hop === null || this.second === null || !sameHop(this.second.hop, hop)) {
      this.second?.dispose();
      this.second = hop === null ? null : new SecondFlow({ ...this.options, hop, onGranted: (second) => this.compare(second, FIRST_REG_ID, this.options.first()) });
    }
    if (this.second !== null) this.compare(grant, SECOND_REG_ID, this.second.registration);
  }

  recover(): void {
    this.second?.registration.startInHaste(null);
  }

  async unregister(): Promise<void> {
    await this.second?.registration.unregister();
  }

  dispose(): void {
    this.second?.dispose();
    this.second = null;
  }

  /**
   * A registrar that waited in vain for a flow takes it off its list (RFC 5626 5.3), also where it was formed anew
   * meanwhile. Each 200 lists them all, so what is missing is formed once more; but only once, for some list one alone.
   */
  private compare({ outbound, listedFlows }: Grant, otherRegId: number, other: Registration): void {
    if (listedFlows.includes(otherRegId)) this.mended.delete(otherRegId);
    else if (outbound && listedFlows.length > 0 && other.current.kind === 'ready' && !this.mended.has(otherRegId)) {
      this.mended.add(otherRegId);
      other.renew('forgotten', null);
    }
  }
}
