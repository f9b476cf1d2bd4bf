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
 * The built-in line. Its port and password are new at every start, so a stored practice account is brought up to date
 * before it registers; what the user changed about it (its name, codecs, ...) stays.
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
    if (this.stored()?.enabled === true) await this.start();
  }

  async start(): Promise<{ state: PracticeState; accountId: AccountId }> {
    this.starting ??= this.startServer();
    try {
      this.server = await this.starting;
    } catch (error) {
      this.starting = null;
      throw error;
    }
    this.accounts.put(accountFor(this.server, this.stored()), this.server.password, false);
    this.onChanged(this.state());
    return { state: this.state(), accountId: PRACTICE_ACCOUNT };
  }

  state(): PracticeState {
    return this.server === null
      ? { running: false, port: null, numbers: [] }
      : { running: true, port: this.server.port, numbers: this.server.numbers };
  }

  /** Stops the server where its line was removed for good. */
  async stopUnlessUsed(): Promise<void> {
    if (this.server === null || this.stored() !== undefined) return;
    await this.dispose();
    this.onChanged(this.state());
  }

  async dispose(): Promise<void> {
    const { server } = this;
    this.server = null;
    this.starting = null;
    await server?.dispose();
  }

  private stored(): Account | undefined {
    return this.accounts.all().find((account) => account.id === PRACTICE_ACCOUNT);
  }
}

const FRESH = {
  label: 'Practice line', displayName: '', registerExpiresSeconds: 300, dtmfMethod: 'rfc4733', mediaEncryption: 'off', keyExchange: 'sdes', codecs: ['opus', 'g722', 'pcma', 'pcmu'], voicemailNumber: null,
} as const satisfies Partial<Account>;

function accountFor(server: PracticeServer, stored: Account | undefined): Account {
  return {
    ...(stored ?? { ...FRESH, codecs: [...FRESH.codecs] }),
    id: PRACTICE_ACCOUNT, username: server.username, authUsername: null, domain: server.domain, outboundProxy: null, transport: 'udp', enabled: true, practice: true,
  };
}
