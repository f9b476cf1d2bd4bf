import CaptureWorker from './capture/capture.worker?worker';
import type { CaptureOrder } from './capture/messages';
import { BRIDGE_NAME, type BridgeOptions, type FromBridge, type ToBridge } from './worklets/messages';
import workletUrl from './worklets/bridge.worklet?worker&url';

/** Device buffers that may wait for the worker; the oldest go first. */
const QUEUED_BUFFERS = 40;

/** The page's handle of the worklet that joins microphone, speaker and media process. */
export class Bridge {
  private readonly capture = new CaptureWorker();

  private constructor(private readonly node: AudioWorkletNode, private readonly contextFrames: number) {}

  /** Loads the worklet into `context`. It lives as long as the context. */
  static async load(context: AudioContext, onReport: (report: FromBridge) => void): Promise<Bridge> {
    await context.audioWorklet.addModule(workletUrl);
    const deviceFrames = Math.round(context.baseLatency * context.sampleRate);
    const processorOptions: BridgeOptions = { deviceFrames };
    const node = new AudioWorkletNode(context, BRIDGE_NAME, {
      numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [1], processorOptions,
    });
    node.port.onmessage = (event: MessageEvent<FromBridge>): void => onReport(event.data);
    node.connect(context.destination);
    return new Bridge(node, deviceFrames);
  }

  /** Streams over this port from now on. */
  open(port: MessagePort): void {
    this.tell({ t: 'open', port }, [port]);
  }

  close(): void {
    this.tell({ t: 'close' }, []);
  }

  /** What the device takes at a time from now on, where that is more than the context's own steps. */
  setDeviceFrames(frames: number): void {
    this.tell({ t: 'device', frames: Math.max(frames, this.contextFrames) }, []);
  }

  /** The microphone that is heard from now on; null = none, silence is sent. */
  setMicrophone(track: MediaStreamTrack | null): void {
    if (track === null) return this.tell({ t: 'microphone', port: null }, []);
    const { readable } = new MediaStreamTrackProcessor({ track, maxBufferSize: QUEUED_BUFFERS });
    const { port1, port2 } = new MessageChannel();
    const order: CaptureOrder = { readable, port: port1 };
    this.capture.postMessage(order, [readable, port1]);
    this.tell({ t: 'microphone', port: port2 }, [port2]);
  }

  private tell(message: ToBridge, transfer: Transferable[]): void {
    this.node.port.postMessage(message, transfer);
  }
}
