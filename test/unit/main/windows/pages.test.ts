import { describe, expect, it } from 'vitest';
import { fileOfUrl } from '../../../../electron/main/windows/app-files';
import { contentSecurityPolicy, withNonce } from '../../../../electron/main/windows/content-policy';
import { pageSource } from '../../../../electron/main/windows/pages';
import { mayUse } from '../../../../electron/main/windows/permissions';

describe('files behind app://', () => {
  it('finds files inside the folder of pages', () => {
    expect(fileOfUrl('app://sidetone/assets/phone-x1.js?v=1', '/srv/pages')).toEqual({ path: '/srv/pages/assets/phone-x1.js', type: 'text/javascript; charset=utf-8' });
  });

  it.each([
    'app://sidetone/../secret.json', 'app://sidetone/%2e%2e/%2e%2e/etc/passwd.json', 'app://sidetone/..%2f..%2fsecret.json',
    'app://sidetone/a/..%2f..%2f..%2fsecret.json', 'app://sidetone/..%5c..%5csecret.json', 'app://sidetone/x%00.html', 'app://sidetone/%',
    'app://sidetone/', 'app://other/phone.html', 'file:///srv/pages/phone.html', 'app://sidetone:80/phone.html', 'nonsense', 'app://sidetone/run.sh',
  ])('never answers %s with a file outside', (url) => {
    const file = fileOfUrl(url, '/srv/pages');
    // A browser's own tidying turns the first two into names inside, which do not exist.
    expect(file === null || file.path.startsWith('/srv/pages/')).toBe(true);
    if (!/sidetone\/(\.\.|%2e%2e)\//.test(url)) expect(file).toBeNull();
  });
});

it('knows its own pages from look-alikes', () => {
  const { isOwnUrl, urlOf } = pageSource(null);
  expect(isOwnUrl(urlOf('callBar'))).toBe(true);
  for (const url of ['app://sidetone.evil.org/phone.html', 'app://sidetone@evil.org/', 'https://sidetone/phone.html', '', 'about:blank']) expect(isOwnUrl(url)).toBe(false);
  expect(pageSource('http://localhost:5173/').isOwnUrl('http://localhost:5173/phone.html')).toBe(true);
});

it('forbids inline script and style, and gives the one nonce to policy and page alike', () => {
  const policy = contentSecurityPolicy('abc');
  expect(policy).not.toContain('unsafe');
  expect(policy).toContain("default-src 'none'");
  const page = withNonce('<html><head lang="x"><meta http-equiv="Content-Security-Policy"\n content="style-src \'self\'" /><title>t</title></head>', 'abc');
  expect(page).toBe('<html><head lang="x"><meta property="csp-nonce" nonce="abc"><title>t</title></head>');
});

it('lets only the audio window hear, and nothing see', () => {
  const question = { permission: 'media', windowKind: 'audio', isOwnPage: true, mediaTypes: ['audio'] } as const;
  expect(mayUse(question)).toBe(true);
  expect(mayUse({ ...question, windowKind: 'phone' })).toBe(false);
  expect(mayUse({ ...question, windowKind: null })).toBe(false);
  expect(mayUse({ ...question, isOwnPage: false })).toBe(false);
  expect(mayUse({ ...question, mediaTypes: ['audio', 'video'] })).toBe(false);
  for (const permission of ['geolocation', 'notifications', 'openExternal', 'usb', 'display-capture']) expect(mayUse({ ...question, permission })).toBe(false);
});
