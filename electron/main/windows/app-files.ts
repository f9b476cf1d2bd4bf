import { extname, isAbsolute, join, normalize, relative } from 'node:path';
import { APP_HOSTS, APP_SCHEME } from './pages';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp', '.ico': 'image/x-icon',
  '.woff2': 'font/woff2', '.wav': 'audio/wav', '.ogg': 'audio/ogg', '.wasm': 'application/wasm',
};

/** The file that an app:// URL names inside `root`; null for anything else, however it is written. */
export function fileOfUrl(url: string, root: string): { path: string; type: string } | null {
  let pathname: string;
  try {
    const parsed = new URL(url);
    if (parsed.protocol !== `${APP_SCHEME}:` || !APP_HOSTS.includes(parsed.host)) return null;
    pathname = decodeURIComponent(parsed.pathname);
  } catch {
    return null;
  }
  if (pathname.includes('\0') || pathname.includes('\\')) return null;
  const path = normalize(join(root, pathname));
  // Checked on the finished path: %2e%2e and the like are gone by here.
  const inside = relative(root, path);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) return null;
  const type = types[extname(path).toLowerCase()];
  return type === undefined ? null : { path, type };
}
