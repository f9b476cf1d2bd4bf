import { screen } from 'electron';
import type { CallSnapshot } from '../../contract/calls';
import type { Log } from '../../calls/ports/log';
import type { AppWindows } from './app-window';
import { fitInside, rememberPlacement, restorePlacement, topRight, type Rectangle } from './bounds';
import { FloatingWindow } from './floating-window';
import { screens } from './phone-window';
import { floatingWindowsFor, hasLiveCall } from './visibility';
import type { WindowMemory } from './window-memory';

const RING = { width: 380, height: 148 };
const CALL_BAR = { width: 340, height: 96 };
const MARGIN_PX = 16;
const CALL_BAR_KEY = 'window.callBar';

export interface FloatingWindowsOptions {
  windows: AppWindows;
  memory: WindowMemory;
  readonly backgroundColor: () => string;
  readonly phoneInFront: () => boolean;
  log: Log;
}

/** The ring window and the call bar: there exactly while the calls ask for them. */
export class FloatingWindows {
  readonly #ring: FloatingWindow;
  readonly #callBar: FloatingWindow;

  constructor(private readonly options: FloatingWindowsOptions) {
    const { windows, memory, backgroundColor } = options;
    this.#ring = new FloatingWindow({
      windows, backgroundColor, kind: 'ring', size: RING, title: 'Sidetone', place: () => topRight(RING, activeWorkArea(), MARGIN_PX),
    });
    this.#callBar = new FloatingWindow({
      windows, backgroundColor, kind: 'callBar', size: CALL_BAR, title: 'Sidetone',
      place: () => callBarPlace(memory.getState(CALL_BAR_KEY)),
      onHidden: (bounds) => memory.setState(CALL_BAR_KEY, rememberPlacement(memory.getState(CALL_BAR_KEY), { bounds, maximised: false }, screens())),
    });
  }

  /** Makes the ring window ahead of need: a call must be seen within 150 ms, which leaves no time to load a page. */
  prepare(): void {
    this.#ring.prepare();
  }

  /** Shows what the calls ask for now. */
  update(calls: readonly CallSnapshot[]): void {
    const wanted = floatingWindowsFor(calls, this.options.phoneInFront());
    const ringAppears = wanted.ring && !this.#ring.visible;
    const begunAt = performance.now();
    this.#ring.setVisible(wanted.ring);
    const tookMs = Math.round((performance.now() - begunAt) * 10) / 10;
    this.#callBar.setVisible(wanted.callBar);
    // The bar has time until somebody has answered; until the first call it would only cost memory.
    if (hasLiveCall(calls)) this.#callBar.prepare();
    if (ringAppears) this.options.log.info('ring window shown', { tookMs });
  }

  dispose(): void {
    this.#ring.dispose();
    this.#callBar.dispose();
  }
}

/** The screen that the user looks at: the one with the pointer. */
function activeWorkArea(): Rectangle {
  return screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea;
}

/** Where it was; at first the lower right corner, away from the ring window. */
function callBarPlace(saved: unknown): Rectangle {
  if (saved !== undefined && saved !== null) return restorePlacement(saved, screens(), CALL_BAR, CALL_BAR).bounds;
  const area = activeWorkArea();
  return fitInside({ ...CALL_BAR, x: area.x + area.width - CALL_BAR.width - MARGIN_PX, y: area.y + area.height - CALL_BAR.height - MARGIN_PX }, area, CALL_BAR);
}
