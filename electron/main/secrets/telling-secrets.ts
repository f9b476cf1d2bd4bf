import type { SecretKept, SecretStore } from '../../calls/ports';
import type { AccountId } from '../../contract/ids';
import type { NoticeBoard } from '../notices';

/** A secret store that tells the user where a password they wanted kept is not. */
export class TellingSecrets implements SecretStore {
  constructor(private readonly secrets: SecretStore, private readonly notices: Pick<NoticeBoard, 'add'>) {}

  get available(): boolean {
    return this.secrets.available;
  }

  get(accountId: AccountId): string | null {
    return this.secrets.get(accountId);
  }

  set(accountId: AccountId, secret: string, remember: boolean): SecretKept {
    const kept = this.secrets.set(accountId, secret, remember);
    if (kept === 'no-keychain') this.notices.add('info', 'keychain-missing', '');
    if (kept === 'failed') this.notices.add('warning', 'password-not-stored', '');
    return kept;
  }

  remove(accountId: AccountId): void {
    this.secrets.remove(accountId);
  }
}
