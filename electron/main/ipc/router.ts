import type { WindowKind } from '../../contract/app';
import { commands, type CommandErrorCode, type CommandName, type CommandRequest, type CommandResponse, type CommandResult } from '../../contract/channels';
import type { Log } from '../../calls/ports/log';
import { toCommandFailure } from './errors';

/** Who asks, as far as main can prove it. */
export interface Caller {
  kind: WindowKind;
  /** webContents id, for answers that concern the asking window itself. */
  contentsId: number;
}

/** What main knows of the frame a message came from. */
export interface SenderFrame {
  contentsId: number;
  isMainFrame: boolean;
  url: string;
}

/** One function a command; the router has parsed the request already. */
export type CommandHandlers = {
  [N in CommandName]: (request: CommandRequest<N>, caller: Caller) => CommandResponse<N> | Promise<CommandResponse<N>>;
};

export interface RouterOptions {
  /** null = not a window of ours. */
  windowKindOf(contentsId: number): WindowKind | null;
  /** Whether a frame shows a page that we serve. */
  isOwnUrl(url: string): boolean;
  log: Log;
}

/**
 * The one door from windows into main: proves the sender, parses the request, runs the handler,
 * and answers a result. Never rejects and never shows a stack.
 */
export class CommandRouter {
  readonly #handlers = new Map<CommandName, (request: never, caller: Caller) => unknown>();
  #markWhole: () => void = () => undefined;
  readonly #whole = new Promise<void>((resolve) => { this.#markWhole = resolve; });

  constructor(private readonly options: RouterOptions) {}

  /** Adds handlers; a command can be given only once. Answers the function that takes them away again. */
  register(handlers: Partial<CommandHandlers>): () => void {
    const names = Object.keys(handlers).filter(isCommandName);
    for (const name of names) {
      const handler = handlers[name];
      if (!handler) continue;
      if (this.#handlers.has(name)) throw new Error(`command ${name} has a handler already`);
      this.#handlers.set(name, handler);
    }
    return () => { for (const name of names) this.#handlers.delete(name); };
  }

  /**
   * Says that no more handlers will come. Until then a command without one waits: windows open while the parts
   * behind them are still being put together. Must be called even where that failed.
   */
  seal(): void { this.#markWhole(); }

  /** Commands of the contract that nobody handles yet; empty once the app is whole. */
  missing(): CommandName[] {
    return Object.keys(commands).filter(isCommandName).filter((name) => !this.#handlers.has(name));
  }

  async handle(frame: SenderFrame, name: unknown, request: unknown): Promise<CommandResult<unknown>> {
    const caller = this.#prove(frame);
    if (!caller) return this.#refuse(name, 'not-allowed', 'This page may not ask anything.', { url: frame.url });
    if (typeof name !== 'string' || !isCommandName(name)) return this.#refuse(name, 'bad-request', 'There is no such command.', { window: caller.kind });
    const command = commands[name];
    if (!command.from.includes(caller.kind)) return this.#refuse(name, 'not-allowed', 'This window may not ask that.', { window: caller.kind });
    const parsed = command.request.safeParse(request);
    if (!parsed.success) {
      const where = parsed.error.issues.map((issue) => issue.path.join('.') || '(request)').join(', ');
      return this.#refuse(name, 'bad-request', `The request is not valid at: ${where}`, { window: caller.kind });
    }
    if (!this.#handlers.has(name)) await this.#whole;
    const handler = this.#handlers.get(name);
    if (!handler) return this.#refuse(name, 'not-ready', 'This part of Sidetone could not be started.', { window: caller.kind });
    try {
      const answer = command.response.safeParse(await handler(parsed.data as never, caller));
      if (answer.success) return { ok: true, value: answer.data };
      throw new Error(`the answer to ${name} breaks the contract: ${answer.error.message}`);
    } catch (error) {
      const failure = toCommandFailure(error);
      if (failure.expected) this.options.log.debug('command refused', { command: name, code: failure.code });
      else this.options.log.error('command failed', { command: name, window: caller.kind, error });
      return { ok: false, error: { code: failure.code, message: failure.message } };
    }
  }

  #prove(frame: SenderFrame): Caller | null {
    if (!frame.isMainFrame || !this.options.isOwnUrl(frame.url)) return null;
    const kind = this.options.windowKindOf(frame.contentsId);
    return kind && { kind, contentsId: frame.contentsId };
  }

  #refuse(name: unknown, code: CommandErrorCode, message: string, fields: Record<string, unknown>): CommandResult<never> {
    this.options.log.warn('command refused', { command: String(name).slice(0, 80), code, ...fields });
    return { ok: false, error: { code, message } };
  }
}

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}
