import type { Rectangle, Size } from './bounds';

/**
 * A rectangle with round corners as the rows it is made of, px. X11 without a compositor has no half-transparent pixels,
 * but it does have windows of any shape.
 */
export function roundedShape({ width, height }: Size, radius: number): Rectangle[] {
  const rows: Rectangle[] = [];
  for (let row = 0; row < radius; row++) {
    // How far the circle through the middle of this row of pixels stays from the edge.
    const above = radius - row - 0.5;
    const inset = Math.round(radius - Math.sqrt(radius * radius - above * above));
    const bar = { x: inset, width: width - 2 * inset, height: 1 };
    rows.push({ ...bar, y: row }, { ...bar, y: height - 1 - row });
  }
  rows.push({ x: 0, y: radius, width, height: height - 2 * radius });
  return rows;
}
