import { describe, expect, it } from 'vitest';
import { fitInside, rememberPlacement, restorePlacement, screenKey, topRight, type Screen } from '../../../../electron/main/windows/bounds';

const laptop: Screen = { bounds: { x: 0, y: 0, width: 1440, height: 900 }, workArea: { x: 0, y: 25, width: 1440, height: 875 } };
const desk: Screen = { bounds: { x: 1440, y: 0, width: 2560, height: 1440 }, workArea: { x: 1440, y: 0, width: 2560, height: 1400 } };
const size = { width: 360, height: 640 };
const minimum = { width: 320, height: 520 };

describe('where a window comes back', () => {
  it('opens in the middle of the primary screen at first', () => {
    expect(restorePlacement(undefined, [laptop, desk], size, minimum)).toEqual({ bounds: { x: 540, y: 143, ...size }, maximised: false });
  });

  it('comes back to the screen it was last on, with its size and state', () => {
    const bounds = { x: 2000, y: 300, width: 900, height: 700 };
    const saved = rememberPlacement(undefined, { bounds, maximised: true }, [laptop, desk]);
    expect(restorePlacement(saved, [laptop, desk], size, minimum)).toEqual({ bounds, maximised: true });
  });

  it('goes to where it was on the primary screen when the other is unplugged', () => {
    const onLaptop = { bounds: { x: 10, y: 40, ...size }, maximised: false };
    const saved = rememberPlacement(rememberPlacement(undefined, onLaptop, [laptop, desk]), { bounds: { x: 2000, y: 300, ...size }, maximised: false }, [laptop, desk]);
    expect(restorePlacement(saved, [laptop], size, minimum)).toEqual(onLaptop);
    expect(restorePlacement(saved, [laptop, desk], size, minimum).bounds.x).toBe(2000);
  });

  it('never opens out of sight, nor larger than the screen', () => {
    const saved = { last: screenKey(laptop), byScreen: { [screenKey(laptop)]: { bounds: { x: 5_000, y: -900, width: 3_000, height: 2_000 }, maximised: false } } };
    expect(restorePlacement(saved, [laptop], size, minimum).bounds).toEqual(laptop.workArea);
  });

  it.each([null, 'junk', { last: 1 }, { last: 'a', byScreen: { a: { bounds: { x: 'NaN' } } } }])('takes a broken memory %j for none', (saved) => {
    expect(restorePlacement(saved, [laptop], size, minimum).bounds).toMatchObject(size);
  });

  it('forgets the oldest of many arrangements', () => {
    let saved: unknown;
    for (let width = 1; width <= 20; width += 1) {
      const screen = { bounds: { x: 0, y: 0, width: 1_000 + width, height: 800 }, workArea: laptop.workArea };
      saved = rememberPlacement(saved, { bounds: { x: 0, y: 0, ...size }, maximised: false }, [screen]);
    }
    expect(Object.keys((saved as { byScreen: object }).byScreen)).toHaveLength(12);
    expect(saved).toMatchObject({ last: '1020x800+0+0' });
  });

  it('puts the ring window into the top right corner of the work area', () => {
    expect(topRight({ width: 380, height: 148 }, laptop.workArea, 16)).toEqual({ x: 1044, y: 41, width: 380, height: 148 });
    expect(fitInside({ x: -50, y: 0, width: 340, height: 96 }, laptop.workArea, { width: 340, height: 96 })).toEqual({ x: 0, y: 25, width: 340, height: 96 });
  });
});
