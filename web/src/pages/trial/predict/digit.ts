/** Turns what was drawn into an image as the data sets of digits have it: fitted into a box, centred by its mass. */

export interface Drawing {
  width: number
  height: number
  ink: Float32Array // [height, width], from 0 (none) to 1
}

const boxShare = 20 / 28 // LeCun et al. 1998: digits of MNIST are 20 pixels large in images of 28
const inkLimit = 0.05

/**
 * @param size  of the image: [height, width]
 * @returns     [height, width] from 0 to 1, row-major; all 0 where nothing was drawn
 */
export function fitDigit(
  { width, height, ink }: Drawing,
  size: readonly [number, number],
): Float32Array {
  const [rows, columns] = size
  const image = new Float32Array(rows * columns)
  const box = boundingBox({ width, height, ink })
  if (box === null) return image
  const longest = Math.max(box.right - box.left, box.bottom - box.top) + 1
  const scale = longest / (boxShare * Math.min(rows, columns)) // drawn pixels for one of the image
  const centre = centreOfMass({ width, height, ink })
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = centre.x + (column + 0.5 - columns / 2) * scale
      const y = centre.y + (row + 0.5 - rows / 2) * scale
      image[row * columns + column] = meanInk({ width, height, ink }, { x, y, half: scale / 2 })
    }
  }
  return image
}

function boundingBox({ width, height, ink }: Drawing) {
  let [left, right, top, bottom] = [width, -1, height, -1]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x]! <= inkLimit) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return right < 0 ? null : { left, right, top, bottom }
}

function centreOfMass({ width, height, ink }: Drawing): { x: number; y: number } {
  let [mass, sumX, sumY] = [0, 0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = ink[y * width + x]!
      mass += own
      sumX += own * (x + 0.5)
      sumY += own * (y + 0.5)
    }
  }
  return { x: sumX / mass, y: sumY / mass }
}

/** Mean over the pixels whose centres are in the square; beyond the drawing there is no ink. */
function meanInk(
  { width, height, ink }: Drawing,
  { x, y, half }: { x: number; y: number; half: number },
): number {
  const [fromX, toX] = [
    Math.round(x - half),
    Math.max(Math.round(x + half), Math.round(x - half) + 1),
  ]
  const [fromY, toY] = [
    Math.round(y - half),
    Math.max(Math.round(y + half), Math.round(y - half) + 1),
  ]
  let sum = 0
  for (let row = Math.max(fromY, 0); row < Math.min(toY, height); row++) {
    for (let column = Math.max(fromX, 0); column < Math.min(toX, width); column++) {
      sum += ink[row * width + column]!
    }
  }
  return sum / ((toX - fromX) * (toY - fromY))
}

/** Brings values from 0 to 1 to the range of a dataset's inputs, which may be 0 to 255 or −1 to 1. */
export function inUnits(image: Float32Array, { min, max }: { min: number; max: number }): number[] {
  return Array.from(image, (value) => Number((min + value * (max - min)).toPrecision(5)))
}
