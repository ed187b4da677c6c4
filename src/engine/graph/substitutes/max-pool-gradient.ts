/**
 * The gradient of a maximum over windows that lie side by side, by a few vectorised ops. TensorFlow's own kernel for CPUs
 * looks at values one by one, and takes several times as long. Of equal values one has the gradient, as there, but it may be another.
 */
import type { GraphBuilder } from '../builder.ts'
import type { Substitutes } from '../replay.ts'
import { dtypes, type Value } from '../values.ts'
import { toolsOf } from './float-tools.ts'

const { bool, float32 } = dtypes

/** Of a window: there are some ops for each. */
const mostPlaces = 9

export const maxPoolGradient: Substitutes = {
  MaxPoolGrad(builder, [x, y, dy], _, { ksize, strides, padding }) {
    const [batch, rows, columns, channels] = x!.shape as [number, number, number, number]
    const [, down, across] = y!.shape as [number, number, number]
    const [, height, width] = ksize!.value as [number, number, number]
    const [, downBy, acrossBy] = strides!.value as [number, number, number]
    const [usedRows, usedColumns] = [down * height, across * width]
    const isWhole = usedRows === rows && usedColumns === columns
    const isSideBySide = height === downBy && width === acrossBy
    if (!isSideBySide || height * width > mostPlaces) return null
    if (padding!.value !== 'VALID' && !isWhole) return null

    const tools = toolsOf(builder)
    const used = isWhole
      ? x!
      : tools.slice(x!, [0, 0, 0, 0], [batch, usedRows, usedColumns, channels])
    const lines = { rows: batch * down, parts: height, length: usedColumns * channels }
    const ofLines = partsOf(builder, used, lines)
    const tallest = ofLines.reduce((most, line) =>
      builder.op('Maximum', [most, line], { dtype: float32, shape: line.shape }),
    )
    const cells = { rows: batch * down * across, parts: width, length: channels }
    const ofColumns = share(builder, partsOf(builder, tallest, cells), {
      maximum: y!,
      gradient: dy!,
    })
    const ofRows = share(builder, ofLines, { maximum: tallest, gradient: ofColumns })
    return [
      tools.pad(tools.reshape(ofRows, [batch, usedRows, usedColumns, channels]), [
        [0, 0],
        [0, rows - usedRows],
        [0, columns - usedColumns],
        [0, 0],
      ]),
    ]
  },
}

/** Matrices [rows, length], side by side in `value`. Slices of matrices are quick, since TensorFlow copies their rows whole. */
function partsOf(
  builder: GraphBuilder,
  value: Value,
  { rows, parts, length }: { rows: number; parts: number; length: number },
): Value[] {
  const tools = toolsOf(builder)
  const matrix = tools.reshape(value, [rows, parts * length])
  return Array.from({ length: parts }, (_, at) =>
    tools.slice(matrix, [0, at * length], [rows, length]),
  )
}

/** Gives the gradient to the first part that is the maximum, value by value: the gradients of the parts side by side. */
function share(
  builder: GraphBuilder,
  parts: readonly Value[],
  from: { maximum: Value; gradient: Value },
): Value {
  const tools = toolsOf(builder)
  const { shape } = parts[0]!
  const maximum = tools.reshape(from.maximum, shape!)
  const zero = builder.op('ZerosLike', [maximum], maximum)
  let left = tools.reshape(from.gradient, shape!)
  const gradients = parts.map((part, at) => {
    if (at === parts.length - 1) return left // none before it was
    const isMaximum = builder.op('Equal', [part, maximum], { dtype: bool, shape })
    const gradient = builder.op('SelectV2', [isMaximum, left, zero], maximum)
    left = builder.op('Sub', [left, gradient], maximum)
    return gradient
  })
  return tools.concat(gradients, 1)
}
