// What Chromium and Vite know and TypeScript's DOM library does not declare.

/** Vite bundles the worklet into a file of its own and answers its address. */
declare module '*.worklet?worker&url' {
  const url: string;
  export default url;
}

declare module '*.worker?worker' {
  const WorkerOfFile: new () => Worker;
  export default WorkerOfFile;
}

/** Chromium has it for audio on the page as well (mediacapture-transform has it in workers only). */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<AudioData>;
}

interface AudioContext {
  /** '' = the system's default; type `none` runs the context without a device. */
  setSinkId(sinkId: string | { type: 'none' }): Promise<void>;
}

interface MediaTrackConstraintSet {
  /** Seconds. */
  latency?: ConstrainDouble;
}
