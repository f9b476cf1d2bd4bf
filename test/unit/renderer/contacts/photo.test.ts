import { expect, test } from 'vitest';
import { maxPhotoMegabytes, middleSquare, readPhoto } from '../../../../renderer/contacts/photo';

test.each([
  [400, 300, { x: 50, y: 0, side: 300 }], [300, 401, { x: 0, y: 50, side: 300 }], [7, 7, { x: 0, y: 0, side: 7 }],
])('the middle of %i x %i is square', (width, height, square) => {
  expect(middleSquare(width, height)).toEqual(square);
});

test('a file beyond all measure is refused before it is opened', async () => {
  const huge = { size: maxPhotoMegabytes * 1_000_000 + 1 } as Blob;
  expect(await readPhoto(huge)).toEqual({ ok: false, reason: 'too-large' });
});
