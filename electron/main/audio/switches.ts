/** A Chromium switch, set before the app is ready. */
export interface ChromiumSwitch {
  name: string;
  value?: string;
}

/** What the audio window needs of Chromium as a whole. */
export const audioSwitches: readonly ChromiumSwitch[] = [
  // The worklet renders when the device asks, and not a buffer ahead into a queue that grows with every stall and never shrinks.
  { name: 'enable-blink-features', value: 'WebAudioBypassOutputBuffering' },
  // A ring tone is not started by a click.
  { name: 'autoplay-policy', value: 'no-user-gesture-required' },
  // The window is hidden for life; its timers and audio must not be slowed for that.
  { name: 'disable-renderer-backgrounding' },
  { name: 'disable-background-timer-throttling' },
];

/**
 * Whether Chromium opens devices in our own process, and so reads bufferSwitch anew each time. Elsewhere than on Linux its
 * process for devices reads it once, at its start.
 */
export const OPENS_DEVICES_HERE = process.platform === 'linux';
/** Chromium's features to do without for that. */
export const featuresOff: readonly string[] = OPENS_DEVICES_HERE ? ['AudioServiceOutOfProcess'] : [];

/** Asking for the list of devices asks for cameras as well, and each time a process for them would be started, for some seconds. */
export const featuresOn: readonly string[] = ['RunVideoCaptureServiceInBrowserProcess'];

/**
 * Frames of a device's buffer at 48 kHz, in place of 10 to 40 ms: the largest single share of mouth to ear. What a page
 * asks for beside it only piles up in front of it.
 */
export const bufferSwitch = (frames: number): Required<ChromiumSwitch> => ({ name: 'audio-buffer-size', value: String(frames) });
