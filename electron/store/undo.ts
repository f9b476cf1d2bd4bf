import { randomUUID } from 'node:crypto';
import { StoreError } from './errors';

/** Tokens for taking something back; they live as long as the app runs, each works once. */
export class UndoTokens {
  readonly #actions = new Map<string, () => void>();

  issue(action: () => void): string {
    const token = randomUUID();
    this.#actions.set(token, action);
    return token;
  }

  use(token: string): void {
    const action = this.#actions.get(token);
    if (action === undefined) throw new StoreError('NOT_FOUND', 'nothing to take back under this token');
    action();
    // Only now: where it failed, e.g. on a full disk, it can be tried again.
    this.#actions.delete(token);
  }
}
