import type { CommandLine } from 'electron';
import { audioSwitches, featuresOff, featuresOn } from './audio/switches';

/** Chromium's switches, before app ready. */
export function setRuntimeSwitches(commandLine: CommandLine): void {
  for (const { name, value } of audioSwitches) commandLine.appendSwitch(name, value);
  const off = ['HardwareMediaKeyHandling', 'MediaSessionService', 'CalculateNativeWinOcclusion', 'SpareRendererForSitePerProcess', ...featuresOff];
  commandLine.appendSwitch('disable-features', off.join(','));
  commandLine.appendSwitch('enable-features', featuresOn.join(','));
}
