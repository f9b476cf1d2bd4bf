import type { MediaOptions, Negotiated } from '../../electron/calls/ports/media';
import { CallId } from '../../electron/contract/ids';
import { createInProcessMedia, type MediaEngine } from '../../electron/media';

export const PIECE_FRAMES = 240;
export const PIECE_MS = 5;

export interface PairOptions {
  readonly codecs: MediaOptions['codecs'];
  /** Changes SDP on its way, e.g. to send the sound through a relay. */
  readonly onOffer?: (sdp: string) => string;
  readonly onAnswer?: (sdp: string) => string;
}

/** Two engines with one call between them on loopback, and devices that are clocked by this process. */
export class MediaPair {
  readonly callId = CallId.parse('pair');
  readonly a: MediaEngine = createInProcessMedia();
  readonly b: MediaEngine = createInProcessMedia();
  #stopped = false;

  options(codecs: MediaOptions['codecs'], direction: MediaOptions['direction'] = 'sendrecv'): MediaOptions {
    return { codecs, localAddress: '127.0.0.1', direction };
  }

  /** Offer from a, answer from b; both active. */
  async connect({ codecs, onOffer = (sdp) => sdp, onAnswer = (sdp) => sdp }: PairOptions): Promise<{ a: Negotiated; b: Negotiated }> {
    return this.exchange(this.a, this.b, this.options(codecs), this.options(codecs), onOffer, onAnswer);
  }

  async exchange(
    from: MediaEngine, to: MediaEngine, offerOptions: MediaOptions, answerOptions: MediaOptions,
    onOffer: (sdp: string) => string = (sdp) => sdp, onAnswer: (sdp: string) => string = (sdp) => sdp,
  ): Promise<{ a: Negotiated; b: Negotiated }> {
    const offer = await from.makeOffer(this.callId, offerOptions);
    const answer = await to.makeAnswer(this.callId, onOffer(offer), answerOptions);
    if (!answer.ok) throw new Error(`answer failed: ${answer.error}`);
    const accepted = await from.takeAnswer(this.callId, onAnswer(answer.sdp));
    if (!accepted.ok) throw new Error(`answer not accepted: ${accepted.error}`);
    from.setActive(this.callId);
    to.setActive(this.callId);
    return from === this.a ? { a: accepted.negotiated, b: answer.negotiated } : { a: answer.negotiated, b: accepted.negotiated };
  }

  /**
   * Runs both devices at real time: `spoken` goes into a's microphone, silence into b's, both speakers are pulled.
   * Answers what b's speaker gave, in step with `spoken`: sample n was pulled when sample n was spoken.
   */
  async talk(spoken: Float32Array): Promise<{ heardByB: Float32Array; heardByA: Float32Array }> {
    const pieces = Math.floor(spoken.length / PIECE_FRAMES);
    const heardByB = new Float32Array(pieces * PIECE_FRAMES);
    const heardByA = new Float32Array(pieces * PIECE_FRAMES);
    const silence = new Float32Array(PIECE_FRAMES);
    const startMs = performance.now();
    for (let piece = 0; piece < pieces && !this.#stopped;) {
      const due = Math.floor((performance.now() - startMs) / PIECE_MS);
      for (; piece <= due && piece < pieces; piece++) {
        const at = piece * PIECE_FRAMES;
        this.a.pushCapture(spoken.subarray(at, at + PIECE_FRAMES));
        this.b.pushCapture(silence);
        heardByB.set(this.b.pullPlayback(PIECE_FRAMES), at);
        heardByA.set(this.a.pullPlayback(PIECE_FRAMES), at);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return { heardByB, heardByA };
  }

  async dispose(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.a.dispose(), this.b.dispose()]);
  }
}
