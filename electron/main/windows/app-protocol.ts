import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol } from 'electron';
import type { Log } from '../../calls/ports/log';
import { fileOfUrl } from './app-files';
import { contentSecurityPolicy, withNonce } from './content-policy';
import { APP_SCHEME } from './pages';

/** Before app ready: makes the scheme a secure origin with storage, workers and code caching. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{
    scheme: APP_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
  }]);
}

/** After app ready: serves the built pages in `root`, and nothing else. */
export function serveAppPages(root: string, log: Log): void {
  protocol.handle(APP_SCHEME, async (request) => {
    const file = request.method === 'GET' ? fileOfUrl(request.url, root) : null;
    if (!file) {
      log.warn('page refused', { url: request.url });
      return new Response('Not found', { status: 404 });
    }
    try {
      const nonce = randomBytes(16).toString('base64');
      const bytes = await readFile(file.path);
      const isPage = file.type.startsWith('text/html');
      return new Response(isPage ? withNonce(bytes.toString('utf8'), nonce) : new Uint8Array(bytes), {
        headers: {
          'Content-Type': file.type,
          'Content-Security-Policy': contentSecurityPolicy(nonce),
          'X-Content-Type-Options': 'nosniff',
          // Pages carry a nonce; the rest may be cached, and scripts as compiled code.
          'Cache-Control': isPage ? 'no-store' : 'max-age=3600',
        },
      });
    } catch (error) {
      log.error('page cannot be read', { url: request.url, error });
      return new Response('Not found', { status: 404 });
    }
  });
}
