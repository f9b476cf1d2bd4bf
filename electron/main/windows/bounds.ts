import { z } from 'zod';

/** Screen coordinates and sizes, in device independent pixels. */
export interface Rectangle { x: number; y: number; width: number; height: number }
export interface Size { width: number; height: number }

/** One screen; workArea is what panels and docks leave free. */
export interface Screen { bounds: Rectangle; workArea: Rectangle }

const Bounds = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().positive(), height: z.number().int().positive() });

/** Where a window was on each arrangement of screens, and on which screen it was last. */
export const SavedBounds = z.object({
  last: z.string(),
  byScreen: z.record(z.string(), z.object({ bounds: Bounds, maximised: z.boolean() })),
});
export type SavedBounds = z.infer<typeof SavedBounds>;

export interface Placement { bounds: Rectangle; maximised: boolean }

const MAX_SCREENS_KEPT = 12;

/** Names a screen by place and size: the system's ids change from start to start. */
export function screenKey({ bounds }: Screen): string {
  return `${bounds.width}x${bounds.height}+${bounds.x}+${bounds.y}`;
}

/** The screen that holds most of a rectangle; null where none shows any of it. */
export function screenOf(rectangle: Rectangle, screens: readonly Screen[]): Screen | null {
  let best: Screen | null = null;
  let most = 0;
  for (const screen of screens) {
    const area = overlap(rectangle, screen.bounds);
    if (area > most) { most = area; best = screen; }
  }
  return best;
}

/**
 * Where to put a window: where it was on the screen it was last on, if that is still there; else where it was on
 * the primary one; else in the middle of it. Always whole inside a work area. `screens[0]` is the primary one.
 */
export function restorePlacement(saved: unknown, screens: readonly Screen[], size: Size, minimum: Size): Placement {
  const primary = screens[0];
  if (!primary) return { bounds: { x: 0, y: 0, ...size }, maximised: false };
  const parsed = SavedBounds.safeParse(saved);
  if (parsed.success) {
    for (const screen of [screens.find((each) => screenKey(each) === parsed.data.last), primary]) {
      const known = screen && parsed.data.byScreen[screenKey(screen)];
      if (screen && known) return { bounds: fitInside(known.bounds, screen.workArea, minimum), maximised: known.maximised };
    }
  }
  return { bounds: centred(size, primary.workArea), maximised: false };
}

/** What to store after a window moved. The least recent arrangements are forgotten. */
export function rememberPlacement(saved: unknown, placement: Placement, screens: readonly Screen[]): SavedBounds {
  const parsed = SavedBounds.safeParse(saved);
  const byScreen = parsed.success ? { ...parsed.data.byScreen } : {};
  const screen = screenOf(placement.bounds, screens) ?? screens[0];
  const last = screen ? screenKey(screen) : '';
  delete byScreen[last];
  byScreen[last] = placement;
  return { last, byScreen: Object.fromEntries(Object.entries(byScreen).slice(-MAX_SCREENS_KEPT)) };
}

/** Moves, and where it must be shrinks, a rectangle until it is inside an area. */
export function fitInside(rectangle: Rectangle, area: Rectangle, minimum: Size): Rectangle {
  const width = Math.min(Math.max(rectangle.width, minimum.width), area.width);
  const height = Math.min(Math.max(rectangle.height, minimum.height), area.height);
  return {
    width, height,
    x: Math.min(Math.max(rectangle.x, area.x), area.x + area.width - width),
    y: Math.min(Math.max(rectangle.y, area.y), area.y + area.height - height),
  };
}

/** The top right corner of an area, with a margin: where a ringing phone is looked for. */
export function topRight(size: Size, area: Rectangle, marginPx: number): Rectangle {
  return fitInside({ ...size, x: area.x + area.width - size.width - marginPx, y: area.y + marginPx }, area, size);
}

function centred(size: Size, area: Rectangle): Rectangle {
  return fitInside({
    ...size,
    x: area.x + Math.round((area.width - size.width) / 2),
    y: area.y + Math.round((area.height - size.height) / 2),
  }, area, size);
}

function overlap(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return width > 0 && height > 0 ? width * height : 0;
}
