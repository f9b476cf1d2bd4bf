import type { Account } from '../../contract/accounts';
import type { PracticeState } from '../../contract/app';
import { AccountId } from '../../contract/ids';
import type { AccountService } from './account-service';

/** The practice server as the app sees it. */
export interface PracticeServer {
  readonly port: number;
  readonly domain: string;
  readonly username: string;
  readonly password: string;
  readonly numbers: PracticeState['numbers'];
  dispose(): void | Promise<void>;
}

const PRACTICE_ACCOUNT = AccountId.parse('practice-line');

/**
 * The built-in line. Its port and password are new at every start, so a stored practice account
 * is brought up to date before it registers.
 */
export class PracticeLine {
  private server: PracticeServer | null = null;
  private starting: Promise<PracticeServer> | null = null;

  constructor(
    private readonly accounts: AccountService,
    private readonly startServer: () => Promise<PracticeServer>,
    private readonly onChanged: (state: PracticeState) => void,
  ) {}

  /** Starts the server again where a practice line is stored and enabled. */
  async resume(): Promise<void> {
    if (this.accounts.all().some((account) => account.id === PRACTICE_ACCOUNT && account.enabled)) await this.start();
  }

  async start(): Promise<{ state: PracticeState; accountId: AccountId }> {
    this.starting ??= this.startServer();
    try {
      this.server = await this.starting;
    } catch (error) {
      this.starting = null;
      throw error;
    }
    this.accounts.put(accountFor(this.server), this.server.password, false);
    this.onChanged(this.state());
    return { state: this.state(), accountId: PRACTICE_ACCOUNT };
  }

  state(): PracticeState {
    return this.server === null
      ? { running: false, port: null, numbers: [] }
      : { running: true, port: this.server.port, numbers: this.server.numbers };
  }

  async dispose(): Promise<void> {
    await this.server?.dispose();
    this.server = null;
    this.starting = null;
  }
}

function accountFor(server: PracticeServer): Account {
  return {
    id: PRACTICE_ACCOUNT, label: 'Practice line', displayName: '', username: server.username, authUsername: null,
    domain: server.domain, outboundProxy: null, transport: 'udp', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733',
    codecs: ['opus', 'g722', 'pcma', 'pcmu'], voicemailNumber: null, enabled: true, practice: true,
  };
}
