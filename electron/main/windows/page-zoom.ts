import type { Input, WebContents } from 'electron';
import type { WindowMemory } from './window-memory';

/** Sizes of the page as browsers have them; 1 is as designed. */
const STEPS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
const USUAL = 1;

export type ZoomOrder = 'in' | 'out' | 'reset';

/** What a key asks of the zoom; null where it asks for something else. By sign, and for 0 also by place: French keyboards have it shifted. */
export function zoomOrder({ type, key, code, control, meta, alt }: Pick<Input, 'type' | 'key' | 'code' | 'control' | 'meta' | 'alt'>, platform: NodeJS.Platform): ZoomOrder | null {
  const command = platform === 'darwin' ? meta && !control : control && !meta;
  if (type !== 'keyDown' || !command || alt) return null;
  if (key === '+' || key === '=') return 'in';
  if (key === '-' || key === '_') return 'out';
  return key === '0' || code === 'Digit0' || code === 'Numpad0' ? 'reset' : null;
}

/** The next step from here; what is between two steps goes to the nearer one in that direction. */
export function zoomAfter(factor: number, order: ZoomOrder): number {
  switch (order) {
    case 'reset': return USUAL;
    case 'in': return STEPS.find((step) => step > factor + 0.01) ?? STEPS[STEPS.length - 1] ?? USUAL;
    case 'out': return STEPS.findLast((step) => step < factor - 0.01) ?? STEPS[0];
  }
}

/** A factor that was kept, or as designed where it is none of ours. */
export function zoomKept(value: unknown): number {
  return STEPS.find((step) => step === value) ?? USUAL;
}

/**
 * Ctrl or Cmd with +, −, 0 and with the wheel make one page larger or smaller, and that is remembered. Chromium keeps one
 * zoom for all pages of a host, so the page needs a host of its own (see PageSource).
 */
export class PageZoom {
  #factor: number;

  constructor(private readonly contents: WebContents, private readonly memory: WindowMemory, private readonly stateKey: string) {
    this.#factor = zoomKept(memory.getState(stateKey));
    contents.on('before-input-event', (event, input) => {
      const order = zoomOrder(input, process.platform);
      if (order === null) return;
      event.preventDefault();
      this.#change(order);
    });
    contents.on('zoom-changed', (_event, direction) => this.#change(direction));
    // Set once more with each page: one that crashed comes back as it was.
    contents.on('did-navigate', () => contents.setZoomFactor(this.#factor));
  }

  #change(order: ZoomOrder): void {
    const next = zoomAfter(this.#factor, order);
    if (next === this.#factor) return;
    this.#factor = next;
    this.contents.setZoomFactor(next);
    this.memory.setState(this.stateKey, next);
  }
}
