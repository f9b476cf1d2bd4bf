import type { DeviceWatch } from '../../calls/presence/device-watch';
import type { CommandHandlers } from '../ipc/router';

/** Who else is registered on a line. */
export function deviceCommands(devices: DeviceWatch) {
  return {
    'devices:show': ({ accountId }) => (devices.show(accountId), null),
  } satisfies Partial<CommandHandlers>;
}
