import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('../../../renderer/', import.meta.url));
const fake = fileURLToPath(new URL('./fake-api.ts', import.meta.url));
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

export interface Pages {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  dispose(): Promise<void>;
}

/**
 * Builds the real windows as for release, with their real Content-Security-Policy, and serves them
 * on loopback with the fake main process in front: phone.html?scene=talking&theme=dark&lang=fr.
 */
export async function servePages(): Promise<Pages> {
  const folder = await mkdtemp(join(tmpdir(), 'sidetone-ui-'));
  const shared: InlineConfig = { configFile: false, logLevel: 'warn' };
  await build({
    ...shared, root, base: './', plugins: [react(), tailwindcss()],
    build: { outDir: folder, emptyOutDir: true, target: 'chrome130', chunkSizeWarningLimit: 1_000, rolldownOptions: { input: ['phone', 'call-bar', 'ring'].map((name) => join(root, `${name}.html`)) } },
  });
  await build({ ...shared, build: { outDir: join(folder, 'fake'), emptyOutDir: true, target: 'chrome130', lib: { entry: fake, formats: ['iife'], name: 'fake', fileName: () => 'fake-api.js' } } });

  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    readFile(join(folder, path)).then((content) => {
      const type = types[extname(path)] ?? 'application/octet-stream';
      response.setHeader('content-type', type);
      response.end(type === 'text/html' ? content.toString().replace('<title>', '<script src="./fake/fake-api.js"></script><title>') : content);
    }, () => { response.statusCode = 404; response.end(); });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async dispose() {
      server.closeAllConnections();
      await new Promise((done) => { server.close(done); });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      done(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
