import type { CommandLine } from 'electron';
import { audioSwitches } from './audio/switches';

/** Features of Chromium that a phone does not want: it would take the media keys and slow the ring window it cannot see. */
const unwantedFeatures = ['HardwareMediaKeyHandling', 'MediaSessionService', 'CalculateNativeWinOcclusion'];

/** Chromium's switches, before app ready. */
export function setRuntimeSwitches(commandLine: CommandLine): void {
  for (const { name, value } of audioSwitches) {
    if (value === undefined) commandLine.appendSwitch(name);
    else commandLine.appendSwitch(name, value);
  }
  const already = commandLine.getSwitchValue('disable-features');
  commandLine.appendSwitch('disable-features', [already, ...unwantedFeatures].filter((each) => each !== '').join(','));
}
