import type { CommandErrorCode, CommandName, CommandRequest, CommandResponse, CommandResult, EventName, EventPayload, SidetoneApi } from '../../electron/contract';

declare global {
  interface Window { readonly sidetone: SidetoneApi }
}

/** Asks main. Never throws: a broken channel is an error like any other. */
export async function invoke<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResult<CommandResponse<N>>> {
  try {
    return await window.sidetone.invoke(name, request);
  } catch (cause) {
    return { ok: false, error: { code: 'internal', message: cause instanceof Error ? cause.message : String(cause) } };
  }
}

/** As `invoke`, and tells the user in words when it fails. Answers undefined then. */
export async function ask<N extends CommandName>(name: N, request: CommandRequest<N>): Promise<CommandResponse<N> | undefined> {
  const result = await invoke(name, request);
  if (result.ok) return result.value;
  if (result.error.code !== 'cancelled') tellError(result.error.code, result.error.message);
  return undefined;
}

/** For handlers that need no answer. */
export function tell<N extends CommandName>(name: N, request: CommandRequest<N>): void {
  void ask(name, request);
}

export function listen<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
  return window.sidetone.on(name, listener);
}

type ErrorTeller = (code: CommandErrorCode, detail: string) => void;
let tellError: ErrorTeller = () => undefined;

/** The window that shows errors says how; small windows leave it to the phone window. */
export function onCommandError(teller: ErrorTeller): void {
  tellError = teller;
}
