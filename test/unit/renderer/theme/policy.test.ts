import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const page = (name: string): string => readFileSync(new URL(`../../../../renderer/${name}.html`, import.meta.url), 'utf8');

test.each(['phone', 'call-bar', 'ring'])('%s allows no inline script, no eval, nothing from elsewhere', (name) => {
  const html = page(name);
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
  expect(html).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
});

/** react-aria puts one style sheet of its own into the page; its hash is the one exception of the policy. */
test('the one style sheet a library brings is the one whose hash is allowed', () => {
  const require = createRequire(import.meta.url);
  const source = readFileSync(require.resolve('react-aria-components/package.json').replace('react-aria-components/package.json', 'react-aria/dist/private/interactions/usePress.mjs'), 'utf8');
  const template = /style\.textContent = `([^`]+)`\.trim\(\)/.exec(source)?.[1] ?? '';
  const attribute = /PRESSABLE_ATTRIBUTE = '([^']+)'/.exec(source)?.[1] ?? '';
  const sheet = template.replace(/\$\{[^}]+\}/, attribute).trim();
  const hash = createHash('sha256').update(sheet).digest('base64');
  for (const name of ['phone', 'call-bar', 'ring']) expect(page(name)).toContain(`'sha256-${hash}'`);
});
