import type { AccountDraft, AccountNetwork, TurnSettings } from '../../electron/contract';

/** What stands in the network fields of a line; the password is never shown again. */
export interface NetworkForm {
  ice: AccountNetwork['ice'];
  stunServer: string;
  turnServer: string;
  turnProtocol: TurnSettings['protocol'];
  turnUsername: string;
  turnPassword: string;
}

export const emptyNetwork: NetworkForm = { ice: 'auto', stunServer: '', turnServer: '', turnProtocol: 'udp', turnUsername: '', turnPassword: '' };

export function networkFormOf(network: AccountNetwork | undefined): NetworkForm {
  if (network === undefined) return emptyNetwork;
  return {
    ice: network.ice, stunServer: network.stunServer ?? '', turnServer: network.turn?.server ?? '',
    turnProtocol: network.turn?.protocol ?? 'udp', turnUsername: network.turn?.username ?? '', turnPassword: '',
  };
}

/** The part of the draft that main takes; nothing where all is as by default. An empty password means the stored one. */
export function networkDraftOf(form: NetworkForm): Pick<AccountDraft, 'network' | 'turnPassword'> {
  const [stunServer, server] = [form.stunServer.trim(), form.turnServer.trim()];
  if (form.ice === 'auto' && stunServer === '' && server === '') return {};
  return {
    network: {
      ice: form.ice, stunServer: stunServer === '' ? null : stunServer,
      turn: server === '' ? null : { server, protocol: form.turnProtocol, username: form.turnUsername.trim() },
    },
    ...(form.turnPassword === '' ? {} : { turnPassword: form.turnPassword }),
  };
}

/** Everything through a TURN server needs one. */
export function lacksTurn(form: NetworkForm): boolean {
  return form.ice === 'relay' && form.turnServer.trim() === '';
}
