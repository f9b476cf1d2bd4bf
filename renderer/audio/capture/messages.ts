/** What the page tells the capture worker: read this microphone, send its chunks over this port to the bridge worklet. */
export interface CaptureOrder {
  readable: ReadableStream<AudioData>;
  port: MessagePort;
}

/** What the device gave at a time, on its way from capture worker to bridge worklet, and back, to be filled again. */
export interface MicrophoneChunk {
  pcm: Float32Array<ArrayBuffer>;
}
