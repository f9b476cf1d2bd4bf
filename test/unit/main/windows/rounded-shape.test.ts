import { expect, test } from 'vitest';
import { roundedShape } from '../../../../electron/main/windows/rounded-shape';

const has = (shape: ReturnType<typeof roundedShape>, x: number, y: number): boolean => shape.some((row) => x >= row.x && x < row.x + row.width && y >= row.y && y < row.y + row.height);

test('the corners are cut off, everything else is there', () => {
  const shape = roundedShape({ width: 380, height: 148 }, 14);
  for (const [x, y] of [[0, 0], [379, 0], [0, 147], [379, 147], [3, 3]] as const) expect(has(shape, x, y)).toBe(false);
  for (const [x, y] of [[14, 0], [0, 14], [365, 147], [379, 133], [190, 74], [5, 5]] as const) expect(has(shape, x, y)).toBe(true);
});

test('it is the same from every side, and no row overlaps another', () => {
  const shape = roundedShape({ width: 100, height: 60 }, 14);
  const points = shape.reduce((sum, row) => sum + row.width * row.height, 0);
  let counted = 0;
  for (let x = 0; x < 100; x++) {
    for (let y = 0; y < 60; y++) {
      if (!has(shape, x, y)) continue;
      counted += 1;
      expect(has(shape, 99 - x, 59 - y)).toBe(true);
    }
  }
  expect(points).toBe(counted);
});
