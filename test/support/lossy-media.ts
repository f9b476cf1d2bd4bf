import type { Media } from '../../electron/calls/ports';
import { type Impairment, UdpRelay } from './relay';

/**
 * Sends the sound of a phone through seeded relays: what the far end sends to the phone passes one, and so does what the
 * phone sends back to where that came from. RTP and RTCP have one each for every session, or one for both under RTCP mux. dispose() frees them.
 */
export class LossyMedia {
  readonly relays: UdpRelay[] = [];
  readonly #bySession = new Map<number, UdpRelay>();

  constructor(media: Media, private readonly impairment: Impairment, private readonly seed: number) {
    const makeOffer = media.makeOffer.bind(media);
    const makeAnswer = media.makeAnswer.bind(media);
    media.makeOffer = async (...args) => this.#through(await makeOffer(...args));
    media.makeAnswer = async (...args) => {
      const result = await makeAnswer(...args);
      return result.ok ? { ...result, sdp: await this.#through(result.sdp) } : result;
    };
  }

  dispose(): void {
    for (const relay of this.relays) relay.dispose();
  }

  async #through(sdp: string): Promise<string> {
    const [rtp, rtcp] = [Number(/m=audio (\d+)/.exec(sdp)?.[1]), Number(/a=rtcp:(\d+)/.exec(sdp)?.[1])];
    const throughRelay = sdp.replace(`m=audio ${rtp} `, `m=audio ${(await this.#relay(rtp)).port} `);
    return Number.isNaN(rtcp) ? throughRelay : throughRelay.replace(`a=rtcp:${rtcp}`, `a=rtcp:${(await this.#relay(rtcp)).port}`);
  }

  async #relay(port: number): Promise<UdpRelay> {
    const known = this.#bySession.get(port);
    if (known !== undefined) return known;
    const relay = await UdpRelay.open({
      seed: this.seed * 1_000 + this.relays.length, target: { address: '127.0.0.1', port }, toTarget: this.impairment, toClient: this.impairment,
    });
    this.relays.push(relay);
    this.#bySession.set(port, relay);
    return relay;
  }
}
