/** A Chromium switch, set before the app is ready. */
export interface ChromiumSwitch {
  name: string;
  value?: string;
}

/** What the audio window needs of Chromium as a whole. */
export const audioSwitches: readonly ChromiumSwitch[] = [
  // 128 frames at 48 kHz, 2.7 ms, in place of 10 to 40 ms: the largest single share of mouth to ear.
  { name: 'audio-buffer-size', value: '128' },
  // A ring tone is not started by a click.
  { name: 'autoplay-policy', value: 'no-user-gesture-required' },
  // The window is hidden for life; its timers and audio must not be slowed for that.
  { name: 'disable-renderer-backgrounding' },
  { name: 'disable-background-timer-throttling' },
];
