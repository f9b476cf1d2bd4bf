export { TurnClient, type AllocateResult, type TurnClientOptions } from './client';
export type { TurnFailure, TurnFailureCode } from './failure';
export { openTurnTransport, type TurnProtocol, type TurnTransport } from './transport';
