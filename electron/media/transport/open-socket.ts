import { rtpSocketAvailable } from '../../../native';
import type { OpenSocket } from './datagram-socket';
import { NativeSocket } from './native-socket';
import { NodeSocket } from './node-socket';

let told = false;

/** The best socket this machine has: the addon's, else (Windows, or no addon) node's, without traffic class and kernel timestamps. */
export const openSocket: OpenSocket = (options) => {
  if (rtpSocketAvailable()) return NativeSocket.open(options);
  if (!told) options.log.info('media sockets without traffic class: the addon has none here');
  told = true;
  return NodeSocket.open(options);
};
