/** What every page of ours is served with. `unsafe-inline` is never needed: styles made at run time carry the nonce. */
export function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'", "form-action 'none'", "frame-src 'none'", "object-src 'none'", "frame-ancestors 'none'",
  ].join('; ');
}

/** A page's own policy is for the development server; beside ours it would forbid the nonce. */
const ownPolicy = /<meta\s+http-equiv="Content-Security-Policy"[^>]*>/gi;

/** Puts the nonce where the UI's component library looks for it. */
export function withNonce(html: string, nonce: string): string {
  return html.replace(ownPolicy, '').replace(/<head(\s[^>]*)?>/i, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`);
}
