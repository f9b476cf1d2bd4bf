// `import text from './x.sql?raw'` as vite has it, for scripts run by tsx: node --import ./test/support/raw-sql.mjs
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

export function load(url, context, next) {
  if (!url.endsWith('?raw')) return next(url, context);
  const text = readFileSync(fileURLToPath(url.slice(0, -'?raw'.length)), 'utf8');
  return { format: 'module', source: `export default ${JSON.stringify(text)}`, shortCircuit: true };
}

register(import.meta.url);
