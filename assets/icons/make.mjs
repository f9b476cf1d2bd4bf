// Draws every icon of the app from shapes in this file: `npx electron assets/icons/make.mjs` (with a display).
// The pictures are committed; run it again only after a change here.
import { app, BrowserWindow } from 'electron';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const here = import.meta.dirname;

const colours = { ready: '#4f5bd5', offline: '#7c8494', call: '#1f9d57', ringing: '#1f9d57', missed: '#4f5bd5', dnd: '#7c8494' };
const dots = { green: '#1f9d57', red: '#d93a3f', amber: '#d98a00', grey: '#8b93a3' };

/** A handset in a box of 100, lying on its back and turned. `paint` is the colour. */
function handset(paint, scale = 1, dx = 0, dy = 0) {
  return `<g transform="translate(${50 + dx} ${50 + dy}) rotate(-135) scale(${scale})">
    <path d="M -27 8 C -16 -13, 16 -13, 27 8" fill="none" stroke="${paint}" stroke-width="15" stroke-linecap="round"/>
    <rect x="-37" y="1" width="21" height="22" rx="7" fill="${paint}"/>
    <rect x="16" y="1" width="21" height="22" rx="7" fill="${paint}"/>
  </g>`;
}

/** Two waves leaving the earpiece, up and to the right. */
function waves(paint, width = 6.5) {
  return `<g fill="none" stroke="${paint}" stroke-width="${width}" stroke-linecap="round">
    <path d="M 56 31 A 14 14 0 0 1 69 44"/><path d="M 57 15 A 29 29 0 0 1 85 43"/></g>`;
}

function svg(body) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 100 100">${body}</svg>`;
}

/** The mark of the app, the same as in its windows: a tone, and the tone that comes back. */
function appIcon() {
  return svg(`<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#6470ee"/><stop offset="1" stop-color="#464ec8"/></linearGradient></defs>
    <rect x="5" y="5" width="90" height="90" rx="24" fill="url(#g)"/>
    <g fill="none" stroke="#ffffff" stroke-width="7.4" stroke-linecap="round">
      <path d="M 30 43 V 57"/><path d="M 43.5 31.5 V 68.5"/><path d="M 57 39 V 61"/><path d="M 70.5 46 V 54"/></g>`);
}

/** Colour pictures for panels of any tone: a filled round square with a white handset, and a mark for the state. */
function trayIcon(state) {
  const base = `<rect x="3" y="3" width="94" height="94" rx="24" fill="${colours[state]}"/>`;
  const ink = '#ffffff';
  switch (state) {
    case 'call': return svg(base + handset(ink, 0.9, -5, 5) + waves(ink, 8));
    case 'ringing': return svg(base + handset(ink, 0.9, -5, 5) + waves('#ffe08a', 9));
    case 'missed': return svg(`${base}${handset(ink, 1, -9, 9)}<circle cx="77" cy="23" r="22" fill="#ffffff"/><circle cx="77" cy="23" r="17" fill="#d93a3f"/>`);
    case 'dnd': return svg(`${base}${handset(ink, 1, -9, 3)}<circle cx="75" cy="75" r="25" fill="#ffffff"/><circle cx="75" cy="75" r="20" fill="#d93a3f"/><rect x="64" y="71" width="22" height="8" rx="3" fill="#ffffff"/>`);
    case 'offline': return svg(`${base}${handset('#ffffff', 1, -8, 8)}<path d="M 22 84 L 84 22" stroke="${colours.offline}" stroke-width="18"/><path d="M 16 78 L 78 16" stroke="#ffffff" stroke-width="8" stroke-linecap="round"/>`);
    default: return svg(base + handset(ink, 1.04, -8, 8));
  }
}

/** Black and clear for the menu bar of macOS, which colours it. */
function templateIcon(state) {
  const ink = '#000000';
  switch (state) {
    case 'call': case 'ringing': return svg(handset(ink, 1.05, -5, 5) + waves(ink, 8));
    case 'missed': return svg(`${handset(ink, 1.1, -9, 9)}<circle cx="80" cy="20" r="17" fill="${ink}"/>`);
    case 'dnd': return svg(`${handset(ink, 1.1, -9, 9)}<rect x="58" y="14" width="38" height="13" rx="6" fill="${ink}"/>`);
    case 'offline': return svg(`${handset(ink, 1.1, -9, 9)}<path d="M 14 86 L 86 14" stroke="${ink}" stroke-width="9" stroke-linecap="round"/>`);
    default: return svg(handset(ink, 1.2, -9, 9));
  }
}

const pictures = [];
function write(name, picture, size) {
  pictures.push({ name, picture, size });
}

for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) write(`app-${size}.png`, appIcon(), size);
writeFileSync(path.join(here, 'app.svg'), appIcon());
for (const state of Object.keys(colours)) {
  for (const [suffix, size] of [['', 22], ['@2x', 44]]) write(`tray/linux/tray-${state}${suffix}.png`, trayIcon(state), size);
  for (const [suffix, size] of [['', 16], ['@1.25x', 20], ['@1.5x', 24], ['@2x', 32]]) write(`tray/win32/tray-${state}${suffix}.png`, trayIcon(state), size);
  for (const [suffix, size] of [['', 18], ['@2x', 36]]) write(`tray/darwin/tray-${state}Template${suffix}.png`, templateIcon(state), size);
}
for (const [name, colour] of Object.entries(dots)) {
  const picture = svg(`<circle cx="50" cy="50" r="38" fill="${colour}"/>`);
  for (const [suffix, size] of [['', 12], ['@2x', 24]]) write(`menu/dot-${name}${suffix}.png`, picture, size);
}

/** Runs in a page: Chromium's own renderer has the best edges there are. */
async function draw(picture, size) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(picture.replace('width="100" height="100"', `width="${size}" height="${size}"`))}`;
  await image.decode();
  const canvas = new OffscreenCanvas(size, size);
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  return [...bytes];
}

async function drawAll() {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,<title>icons</title>');
  for (const { name, picture, size } of pictures) {
    const file = path.join(here, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const bytes = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(picture)}, ${size})`);
    writeFileSync(file, Uint8Array.from(bytes));
  }
  app.exit(0);
}

// Not awaited here: Electron is ready only after this module has ended.
app.whenReady().then(drawAll, (error) => { process.stderr.write(`${error}\n`); app.exit(1); });
