/**
 * Numbers in the smallest typed array that holds them exactly. Integers over a divisor are tried as well, because grey
 * levels are multiples of 1/255 and prices of 1/100.
 */
export interface Narrowed {
  narrowed: 'Float32Array' | 'Float64Array' | 'Int32Array' // the original type
  divisor: number // value = integer / divisor; 1 also for values stored unchanged
  values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
}

type Wide = Float32Array | Float64Array | Int32Array

const divisors = [1, 255, 10, 100, 1000]
const integerArrays = [
  { Array: Uint8Array, low: 0, high: 255 },
  { Array: Int8Array, low: -128, high: 127 },
  { Array: Int16Array, low: -32_768, high: 32_767 },
  { Array: Int32Array, low: -2_147_483_648, high: 2_147_483_647 },
]

export function narrow(values: Wide): Narrowed {
  const narrowed = typeName(values)
  for (const divisor of divisors) {
    const range = integerRange(values, divisor)
    if (!range) continue
    const fitting = integerArrays.find(({ low, high }) => range.min >= low && range.max <= high)
    if (!fitting) continue
    const integers = new fitting.Array(values.length)
    for (let i = 0; i < values.length; i++) integers[i] = Math.round(values[i]! * divisor)
    return { narrowed, divisor, values: integers }
  }
  const isSingle = values instanceof Float64Array && values.every(isFloat32)
  return { narrowed, divisor: 1, values: isSingle ? new Float32Array(values) : values }
}

export function widen({ narrowed, divisor, values }: Narrowed): Wide {
  const wide = new wideArrays[narrowed](values.length)
  if (divisor === 1) wide.set(values)
  else for (let i = 0; i < values.length; i++) wide[i] = values[i]! / divisor
  return wide
}

const wideArrays = { Float32Array, Float64Array, Int32Array }

function typeName(values: Wide): Narrowed['narrowed'] {
  if (values instanceof Float32Array) return 'Float32Array'
  return values instanceof Float64Array ? 'Float64Array' : 'Int32Array'
}

/** Range of values × divisor; null if dividing the rounded integers does not give the same values back. */
function integerRange(values: Wide, divisor: number): { min: number; max: number } | null {
  const round = values instanceof Float32Array ? Math.fround : (value: number) => value
  let min = 0
  let max = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const integer = Math.round(value * divisor)
    if (round(integer / divisor) !== value) return null // NaN ends up here too
    if (integer < min) min = integer
    if (integer > max) max = integer
  }
  return { min, max }
}

function isFloat32(value: number): boolean {
  return Number.isNaN(value) || Math.fround(value) === value
}
