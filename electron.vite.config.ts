import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { existsSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;
const at = (...parts: string[]): string => path.join(here, ...parts);

/** Loaded at run time from node_modules: they hold machine code. better-sqlite3 or libsql is chosen by store/driver.ts. */
const machineCode = ['better-sqlite3', 'libsql', /\.node$/];

/** A page per window. */
const pages = ['phone', 'call-bar', 'ring', 'audio'].filter((page) => existsSync(at('renderer', `${page}.html`)));

// The runtime may be Electron 33 (Node 20, Chrome 130) as well as the one in package.json: docs/decisions/runtime-without-github.md
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      target: 'node20',
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        external: machineCode,
        input: { index: at('electron/main/index.ts'), media: at('electron/media/process.ts') },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      target: 'node20',
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: at('electron/preload/index.ts') },
        // A sandboxed preload is CommonJS and one file: its require knows electron and little else.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwind()],
    // Audio worklets are imported as `./worklets/x?worker&url`: each becomes a file of its own, allowed by script-src 'self'.
    worker: { format: 'es' },
    build: {
      outDir: at('out/renderer'),
      target: 'chrome130',
      // electron-vite leaves it off; half the bytes to read and parse is some 40 ms of the start.
      minify: true,
      // A data: URL would need a hole in the content security policy.
      assetsInlineLimit: 0,
      // An object: a list would be merged with electron-vite's own empty default.
      rolldownOptions: { input: Object.fromEntries(pages.map((page) => [page, at('renderer', `${page}.html`)])) },
    },
  },
});
