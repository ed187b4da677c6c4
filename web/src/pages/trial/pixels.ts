/** Images of datasets as pixels of a canvas. */

/** The shape if it is that of an image: [height, width, channels], grey or in colour. */
export function imageShape(shape: readonly number[] | null | undefined): readonly number[] | null {
  return shape?.length === 3 && (shape[2] === 1 || shape[2] === 3) ? shape : null
}

/** The range of a tensor dataset's values. */
export function rangeOf(columns: readonly { role: string; min?: number; max?: number }[]): {
  min: number
  max: number
} {
  const { min = 0, max = 1 } = columns.find(({ role }) => role === 'input') ?? {}
  return max > min ? { min, max } : { min, max: min + 1 }
}

/**
 * @param values  [height, width, channels], row-major
 * @returns       [height, width, 4]: red, green, blue, alpha from 0 to 255
 */
export function pixelsOf(
  values: readonly number[],
  [height = 0, width = 0, channels = 1]: readonly number[],
  { min, max }: { min: number; max: number },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * height * width)
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let colour = 0; colour < 3; colour++) {
      const value = values[pixel * channels + (channels === 1 ? 0 : colour)] ?? min
      pixels[4 * pixel + colour] = (255 * (value - min)) / (max - min)
    }
    pixels[4 * pixel + 3] = 255
  }
  return pixels
}
