import type { AudioToMedia, MediaToAudio } from '../../../electron/contract/audio';
import { Chunker } from './chunker';
import { BRIDGE_NAME, type FromBridge, type ToBridge } from './messages';
import { Meter } from './meter';
import { CHUNK_FRAMES, Playout } from './playout';

const REPORT_FRAMES = 4_800;

/**
 * Microphone in, speaker out, and the media process behind one MessagePort, all on the audio thread: no sample
 * passes through the page. Input 0 is the microphone, output 0 the speaker.
 */
class Bridge extends AudioWorkletProcessor {
  private media: MessagePort | null = null;
  private readonly playout = new Playout();
  private readonly microphoneMeter = new Meter();
  private readonly speakerMeter = new Meter();
  private readonly chunker = new Chunker(CHUNK_FRAMES, (pcm) => this.send({ t: 'mic', pcm }));
  private sinceReport = 0;

  constructor() {
    super();
    this.port.onmessage = (event: MessageEvent<ToBridge>): void => {
      this.closeMedia();
      if (event.data.t === 'open') this.openMedia(event.data.port);
    };
  }

  override process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const microphone = inputs[0]?.[0];
    const speaker = outputs[0]?.[0];
    if (speaker === undefined) return true;
    this.microphoneMeter.add(microphone);
    if (this.media !== null) {
      this.chunker.push(microphone, speaker.length);
      this.playout.read(speaker);
      this.ask();
      this.speakerMeter.add(speaker);
      for (const other of outputs[0]?.slice(1) ?? []) other.set(speaker);
    }
    this.sinceReport += speaker.length;
    if (this.sinceReport >= REPORT_FRAMES) this.report();
    return true;
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
    this.chunker.reset();
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
      underruns: this.playout.underruns, waitingFrames: this.playout.waitingFrames, targetFrames: this.playout.targetFrames,
    };
    this.port.postMessage(report);
  }
}

registerProcessor(BRIDGE_NAME, Bridge);
