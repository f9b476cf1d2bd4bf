/** One call as the mixer sees it; MediaSession is one. */
export interface Leg {
  /** Sound goes both ways now: neither side holds. */
  readonly joined: boolean;
  /** What the far end is to hear, 48 kHz. */
  pushMic(pcm: Float32Array): void;
  /** The next samples of what the far end says, 48 kHz. */
  pull(frames: number): Float32Array<ArrayBuffer>;
  setActive(active: boolean): void;
  setMuted(muted: boolean): void;
}

/** Something to hear beside the voices: a file, a tone, an announcement. Both sides are read by clocks of their own. */
export interface Overlay {
  /** Nothing more comes. */
  readonly done: boolean;
  /** Adds the next samples for the far ends. */
  mixFar(pcm: Float32Array): void;
  /** Adds the next samples for our own speaker. */
  mixNear(pcm: Float32Array): void;
}

/** Writes down what is said and heard. */
export interface Tap {
  /** What the far end is given of us. Kept by the caller. */
  said(pcm: Float32Array): void;
  /** What comes from the far ends. Kept by the caller. */
  heard(pcm: Float32Array): void;
}
