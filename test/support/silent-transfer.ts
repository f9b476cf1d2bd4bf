import type { TransferSignalling } from '../../electron/calls/ports';

/** Transfers where nobody passes anything on. */
export const silentTransfer: TransferSignalling = {
  onEvent: () => () => {},
  takesRefer: () => null,
  refer: async () => ({ ok: false, status: 501, reason: '' }),
  acceptReferral: () => {}, refuseReferral: () => {}, tellReferral: () => {},
};
