import { BRIDGE_NAME, type FromBridge, type ToBridge } from './worklets/messages';
import workletUrl from './worklets/bridge.worklet?worker&url';

/** The page's handle of the worklet that joins microphone, speaker and media process. */
export class Bridge {
  private source: MediaStreamAudioSourceNode | null = null;

  private constructor(private readonly context: AudioContext, private readonly node: AudioWorkletNode) {}

  /** Loads the worklet into `context`. It lives as long as the context. */
  static async load(context: AudioContext, onReport: (report: FromBridge) => void): Promise<Bridge> {
    await context.audioWorklet.addModule(workletUrl);
    const node = new AudioWorkletNode(context, BRIDGE_NAME, {
      numberOfInputs: 1, numberOfOutputs: 1, outputChannelCount: [1],
      channelCount: 1, channelCountMode: 'explicit', channelInterpretation: 'speakers',
    });
    node.port.onmessage = (event: MessageEvent<FromBridge>): void => onReport(event.data);
    node.connect(context.destination);
    return new Bridge(context, node);
  }

  /** Streams over this port from now on. */
  open(port: MessagePort): void {
    const message: ToBridge = { t: 'open', port };
    this.node.port.postMessage(message, [port]);
  }

  close(): void {
    const message: ToBridge = { t: 'close' };
    this.node.port.postMessage(message);
  }

  /** The microphone that is heard from now on; null = none, silence is sent. */
  setMicrophone(stream: MediaStream | null): void {
    this.source?.disconnect();
    this.source = stream === null ? null : this.context.createMediaStreamSource(stream);
    this.source?.connect(this.node);
  }
}
