import type { CommandLine } from 'electron';
import { audioSwitches } from './audio/switches';

/** Chromium's switches, before app ready. */
export function setRuntimeSwitches(commandLine: CommandLine): void {
  for (const { name, value } of audioSwitches) commandLine.appendSwitch(name, value);
  commandLine.appendSwitch('disable-features', 'HardwareMediaKeyHandling,MediaSessionService,CalculateNativeWinOcclusion,SpareRendererForSitePerProcess');
}
