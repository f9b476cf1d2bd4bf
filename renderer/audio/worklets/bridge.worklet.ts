import type { AudioToMedia, MediaToAudio } from '../../../electron/contract/audio';
import type { MicrophoneChunk } from '../capture/messages';
import { Chunker } from './chunker';
import { BRIDGE_NAME, type BridgeOptions, type FromBridge, type ToBridge } from './messages';
import { Meter } from './meter';
import { CHUNK_FRAMES, Playout } from './playout';

const REPORT_FRAMES = 4_800;
/**
 * A microphone that gave nothing for this long, and for so many of its own pieces, is replaced by silence, so that the
 * far end still gets packets.
 */
const MISSING_FRAMES = 2_400;
const MISSING_PIECES = 4;

/**
 * Speaker out on the device's clock, the microphone's chunks in from the capture worker, and the media process behind
 * one MessagePort, all on the audio thread: no sample passes through the page.
 */
class Bridge extends AudioWorkletProcessor {
  private media: MessagePort | null = null;
  private readonly playout: Playout;
  private readonly microphoneMeter = new Meter();
  private readonly speakerMeter = new Meter();
  private readonly silence = new Chunker(CHUNK_FRAMES, (pcm) => this.send({ t: 'mic', pcm }));
  private microphone: MessagePort | null = null;
  private sinceMicrophone = 0;
  private pieceFrames = 0;
  private sinceReport = 0;
  private played = 0;
  private leastLagMs = Number.POSITIVE_INFINITY;

  constructor({ processorOptions }: { processorOptions?: unknown }) {
    super();
    this.playout = new Playout((processorOptions as BridgeOptions).deviceFrames);
    this.port.onmessage = (event: MessageEvent<ToBridge>): void => {
      const { data } = event;
      if (data.t === 'microphone') return this.setMicrophone(data.port);
      if (data.t === 'device') return this.playout.setDeviceFrames(data.frames);
      this.closeMedia();
      if (data.t === 'open') this.openMedia(data.port);
    };
  }

  override process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const speaker = outputs[0]?.[0];
    if (speaker === undefined) return true;
    this.sinceMicrophone += speaker.length;
    if (this.media !== null) {
      if (this.sinceMicrophone > Math.max(MISSING_FRAMES, MISSING_PIECES * this.pieceFrames)) this.silence.push(undefined, speaker.length);
      this.playout.read(speaker);
      this.ask();
      this.speakerMeter.add(speaker);
    }
    this.played += speaker.length;
    this.leastLagMs = Math.min(this.leastLagMs, Date.now() - this.played / 48);
    this.sinceReport += speaker.length;
    if (this.sinceReport >= REPORT_FRAMES) this.report();
    return true;
  }

  private setMicrophone(port: MessagePort | null): void {
    this.microphone?.close();
    this.microphone = port;
    if (port === null) return;
    port.onmessage = (event: MessageEvent<MicrophoneChunk>): void => {
      const { pcm } = event.data;
      this.sinceMicrophone = 0;
      this.pieceFrames = pcm.length;
      this.microphoneMeter.add(pcm);
      this.send({ t: 'mic', pcm });
      port.postMessage(event.data, [pcm.buffer]);
    };
  }

  private openMedia(port: MessagePort): void {
    this.media = port;
    port.onmessage = (event: MessageEvent<MediaToAudio>): void => {
      if (event.data.t === 'play') this.playout.push(event.data.pcm);
    };
  }

  private closeMedia(): void {
    if (this.media === null) return;
    this.media.onmessage = null;
    this.media.close();
    this.media = null;
    this.playout.reset();
    this.playout.underruns = 0;
    this.silence.reset();
  }

  private ask(): void {
    const frames = this.playout.framesToAsk();
    if (frames > 0) this.send({ t: 'pull', frames });
  }

  private send(message: AudioToMedia): void {
    this.media?.postMessage(message);
  }

  private report(): void {
    this.sinceReport = 0;
    const report: FromBridge = {
      microphone: this.microphoneMeter.take(), speaker: this.speakerMeter.take(),
      lagMs: this.leastLagMs, underruns: this.playout.underruns, waitingFrames: this.playout.waitingFrames, targetFrames: this.playout.targetFrames,
    };
    this.leastLagMs = Number.POSITIVE_INFINITY;
    this.port.postMessage(report);
  }
}

registerProcessor(BRIDGE_NAME, Bridge);
