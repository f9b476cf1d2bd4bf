import type { CommandLine } from 'electron';
import { audioSwitches, featuresOff } from './audio/switches';

/** Chromium's switches, before app ready. */
export function setRuntimeSwitches(commandLine: CommandLine): void {
  for (const { name, value } of audioSwitches) commandLine.appendSwitch(name, value);
  const off = ['HardwareMediaKeyHandling', 'MediaSessionService', 'CalculateNativeWinOcclusion', 'SpareRendererForSitePerProcess', ...featuresOff];
  commandLine.appendSwitch('disable-features', off.join(','));
}
