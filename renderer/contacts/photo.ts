/** Side of a stored photo, px: twice the largest size it is shown at. */
const side = 256;
const quality = 0.85;
/** Larger files are not opened: they would take all the memory there is. */
export const maxPhotoMegabytes = 30;
/** What the contract takes, in characters of the data: URL. */
const maxUrlLength = 400_000;

export type PhotoResult = { ok: true; url: string } | { ok: false; reason: 'not-an-image' | 'too-large' };

/** The square in the middle of a picture, px. */
export function middleSquare(width: number, height: number): { x: number; y: number; side: number } {
  const shorter = Math.min(width, height);
  return { x: Math.floor((width - shorter) / 2), y: Math.floor((height - shorter) / 2), side: shorter };
}

/** Turns any picture the browser can read into a small square JPEG, upright and without its metadata. Never throws. */
export async function readPhoto(file: Blob): Promise<PhotoResult> {
  if (file.size > maxPhotoMegabytes * 1_000_000) return { ok: false, reason: 'too-large' };
  try {
    const picture = await createImageBitmap(file);
    try {
      const url = draw(picture);
      return url.length <= maxUrlLength ? { ok: true, url } : { ok: false, reason: 'too-large' };
    } finally {
      picture.close();
    }
  } catch {
    return { ok: false, reason: 'not-an-image' };
  }
}

function draw(picture: ImageBitmap): string {
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  // JPEG has no transparency: what shows through would be black.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, side, side);
  context.imageSmoothingQuality = 'high';
  const from = middleSquare(picture.width, picture.height);
  context.drawImage(picture, from.x, from.y, from.side, from.side, 0, 0, side, side);
  return canvas.toDataURL('image/jpeg', quality);
}
