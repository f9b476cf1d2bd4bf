import type { Log } from '../calls/ports';
import { markSocket, trafficClass } from '../../native';

/** Marks signalling sockets with DSCP CS3. Where that fails, as on Windows, it is said once: calls work without. */
export function signallingMarker(log: Log): (socket: object) => void {
  let told = false;
  return (socket) => {
    const failure = markSocket(socket, trafficClass.signalling);
    if (failure === null || told) return;
    told = true;
    log.info('signalling without a traffic class', { reason: failure });
  };
}
