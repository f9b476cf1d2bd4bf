import type { CommandLine } from 'electron';

/** Chromium's switches, before app ready. */
export function setRuntimeSwitches(commandLine: CommandLine): void {
  // 128 frames instead of Chromium's default: 21 ms instead of about 100 from microphone to speaker.
  commandLine.appendSwitch('audio-buffer-size', '128');
  // A ring tone is not started by a click.
  commandLine.appendSwitch('autoplay-policy', 'no-user-gesture-required');
  // The ring window must have drawn itself before it is shown.
  commandLine.appendSwitch('disable-renderer-backgrounding');
  commandLine.appendSwitch('disable-features', 'HardwareMediaKeyHandling,MediaSessionService,CalculateNativeWinOcclusion,SpareRendererForSitePerProcess');
}
