import type { MediaOptions, Negotiated } from '../../electron/calls/ports/media';
import { CallId } from '../../electron/contract/ids';
import { createInProcessMedia, type MediaEngine } from '../../electron/media';
import type { FakeClock } from './fake-clock';

export const PIECE_FRAMES = 240;
export const PIECE_MS = 5;

export interface PairOptions {
  readonly codecs: MediaOptions['codecs'];
  /** Changes SDP on its way, e.g. to send the sound through a relay. */
  readonly onOffer?: (sdp: string) => string;
  readonly onAnswer?: (sdp: string) => string;
}

/**
 * Two engines with one call between them over real sockets on loopback, and devices clocked by this process: at real time,
 * or with a fake clock as fast as it goes, so that a busy machine changes nothing.
 */
export class MediaPair {
  readonly callId = CallId.parse('pair');
  readonly a: MediaEngine;
  readonly b: MediaEngine;
  #stopped = false;

  constructor(readonly fakeClock: FakeClock | null = null) {
    const options = fakeClock ? { clock: fakeClock } : {};
    this.a = createInProcessMedia(options);
    this.b = createInProcessMedia(options);
  }

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
   * Runs both devices: `spoken` goes into a's microphone, silence into b's, both speakers are pulled.
   * Answers what the speakers gave, in step with `spoken`: sample n was pulled when sample n was spoken.
   */
  async talk(spoken: Float32Array, onPiece: (piece: number) => void = () => {}): Promise<{ heardByB: Float32Array; heardByA: Float32Array }> {
    const pieces = Math.floor(spoken.length / PIECE_FRAMES);
    const heardByB = new Float32Array(pieces * PIECE_FRAMES);
    const heardByA = new Float32Array(pieces * PIECE_FRAMES);
    const silence = new Float32Array(PIECE_FRAMES);
    const startMs = performance.now();
    for (let piece = 0; piece < pieces && !this.#stopped; piece++) {
      if (this.fakeClock) this.fakeClock.advance(PIECE_MS);
      else while (performance.now() - startMs < piece * PIECE_MS) await new Promise((resolve) => setTimeout(resolve, 1));
      const at = piece * PIECE_FRAMES;
      this.a.pushCapture(spoken.subarray(at, at + PIECE_FRAMES));
      this.b.pushCapture(silence);
      heardByB.set(this.b.pullPlayback(PIECE_FRAMES), at);
      heardByA.set(this.a.pullPlayback(PIECE_FRAMES), at);
      onPiece(piece);
      // Twice round the event loop: what was sent is received.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    }
    return { heardByB, heardByA };
  }

  /** Lets time pass with silent devices. */
  async wait(ms: number): Promise<void> {
    await this.talk(new Float32Array(ms * 48));
  }

  async dispose(): Promise<void> {
    this.#stopped = true;
    await Promise.all([this.a.dispose(), this.b.dispose()]);
  }
}
