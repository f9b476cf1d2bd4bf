import { createHash } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ConnectError } from './connect-error';

export interface SecurityOptions {
  /** PEM of those who may vouch for the server besides the usual ones. */
  readonly authorities: string | null;
  /** What we show to a server that asks who we are. */
  readonly client: { readonly certificate: string; readonly key: string } | null;
  /** SHA-256 fingerprint of the one certificate that is taken whatever else is wrong with it. */
  readonly pinned: string | null;
}

/** How one line judges its server's certificate and what it shows of its own. The key comes out of here by no other way than TLS. */
export class Security {
  /** The same for lines that ask for the same: they may share a connection. */
  readonly id: string;
  readonly #options: SecurityOptions;
  #context: SecureContext | null = null;

  constructor(options: SecurityOptions) {
    this.#options = options;
    const { authorities, client, pinned } = options;
    this.id = createHash('sha256').update(JSON.stringify([authorities, client?.certificate, client?.key, pinned])).digest('hex').slice(0, 16);
  }

  get showsCertificate(): boolean {
    return this.#options.client !== null;
  }

  /** True for the certificate that the user said to trust. */
  trusts(fingerprint: string): boolean {
    return this.#options.pinned !== null && plainFingerprint(this.#options.pinned) === plainFingerprint(fingerprint);
  }

  /** For connections; `usual`: PEM of the authorities that are trusted anyway. Throws ConnectError where our own files are no good. */
  context(usual: readonly string[]): SecureContext {
    this.#context ??= this.makeContext(usual);
    return this.#context;
  }

  private makeContext(usual: readonly string[]): SecureContext {
    const { authorities, client } = this.#options;
    try {
      return createSecureContext({
        minVersion: 'TLSv1.2', ca: authorities === null ? [...usual] : [...usual, authorities],
        ...(client !== null && { cert: client.certificate, key: client.key }),
      });
    } catch (error) {
      throw new ConnectError('client', `this line's own certificates cannot be used (${error instanceof Error ? error.message : String(error)})`.slice(0, 300));
    }
  }
}

/** Null where the line asks for nothing special. */
export function securityOf(options: SecurityOptions): Security | null {
  return options.authorities === null && options.client === null && options.pinned === null ? null : new Security(options);
}

function plainFingerprint(text: string): string {
  return text.replaceAll(':', '').toLowerCase();
}
