/** Bytes of a picture as a canvas takes them; pure. */

/** @returns red, green, blue and opacity of each pixel */
export function toPixels({
  width,
  height,
  channels,
  pixels,
}: {
  width: number
  height: number
  channels: number
  pixels: string
}): Uint8ClampedArray<ArrayBuffer> {
  const bytes = atob(pixels)
  const colours = new Uint8ClampedArray(4 * width * height)
  for (let at = 0; at < width * height; at++) {
    for (let colour = 0; colour < 3; colour++) {
      const channel = channels === 1 ? 0 : colour
      colours[4 * at + colour] = bytes.charCodeAt(at * channels + channel)
    }
    colours[4 * at + 3] = 255
  }
  return colours
}
