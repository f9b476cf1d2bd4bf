/** What the page tells the bridge worklet. */
export type ToBridge =
  /** The port to the media process comes with it; an older one is closed. */
  | { t: 'open'; port: MessagePort }
  | { t: 'close' }
  /** The device takes so many frames at a time from now on. */
  | { t: 'device'; frames: number }
  /** The microphone's chunks come over this port from now on; null = there is none. */
  | { t: 'microphone'; port: MessagePort | null };

/** What the bridge worklet tells the page, every 100 ms. */
export interface FromBridge {
  /** Peaks 0..1 of the last 100 ms. */
  microphone: number;
  speaker: number;
  /** How far the device's clock is behind the system's, ms from any one moment on: the least of the last 100 ms. */
  lagMs: number;
  /** Since the stream was opened. */
  underruns: number;
  waitingFrames: number;
  targetFrames: number;
}

/** `processorOptions` of the bridge worklet. */
export interface BridgeOptions {
  /** What the device asks for at a time. */
  readonly deviceFrames: number;
}

export const BRIDGE_NAME = 'sidetone-bridge';
