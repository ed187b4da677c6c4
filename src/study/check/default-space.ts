/**
 * Default search spaces and training settings, by task, kind of input and number of rows. The rules are documented in
 * docs/defaults.md, and the response to a study shows the result.
 */
import type { DatasetSummary } from '../../data/summary.ts'

type Json = Record<string, unknown>
/** Settings by size of the dataset. */
export type DefaultsOf = Pick<DatasetSummary, 'task' | 'rows' | 'inputShape'>

interface Scale {
  rows: number // applies below this number of rows
  units: { low: number; high: number }
  batchSizes: [number, number, number]
  epochs: number
  imageEpochs: number // convolutions learn more per epoch, and take longer
  patience: number
}

/** For a study without a space. */
export const defaultOptimizer = { type: 'adam', learningRate: 0.001 } as const

const scales: readonly Scale[] = [
  {
    rows: 1_000,
    units: { low: 8, high: 64 },
    batchSizes: [8, 16, 32],
    epochs: 100,
    imageEpochs: 40,
    patience: 15,
  },
  {
    rows: 10_000,
    units: { low: 16, high: 128 },
    batchSizes: [32, 64, 128],
    epochs: 50,
    imageEpochs: 20,
    patience: 8,
  },
  {
    rows: 100_000,
    units: { low: 32, high: 256 },
    batchSizes: [64, 128, 256],
    epochs: 20,
    imageEpochs: 10,
    patience: 4,
  },
  {
    rows: Number.POSITIVE_INFINITY,
    units: { low: 32, high: 512 },
    batchSizes: [128, 256, 512],
    epochs: 10,
    imageEpochs: 5,
    patience: 3,
  },
]

const largestSide = 32 // of an image; larger images are downscaled
const smallestSide = 8 // of an image for which convolutions are used
const deepest = 3

/**
 * Completes a space: the whole default space, or the parts that the given space omits.
 *
 * @param trainsInParts  trials continue from each other's checkpoints, so early stopping does not apply
 */
export function completeSpace(
  space: Json | undefined,
  data: DefaultsOf,
  { trainsInParts = false } = {},
): Json {
  if (space !== undefined) return { ...space, ...missing(space, fixed(data)) }
  const { earlyStopping, ...rest } = defaultSpace(data)
  return trainsInParts ? rest : { ...rest, earlyStopping }
}

/** Fixed values: in a given space, only its own holes are searched. */
function fixed({ task, rows, inputShape }: DefaultsOf): Json {
  const { batchSizes, epochs, imageEpochs } = chooseScale(rows)
  return {
    loss: defaultLoss(task),
    optimizer: defaultOptimizer,
    batchSize: batchSizes[1],
    epochs: isImage(inputShape) ? imageEpochs : epochs,
  }
}

function defaultSpace(data: DefaultsOf): Json {
  const { rows, inputShape, task } = data
  const { batchSizes, epochs, imageEpochs, patience } = chooseScale(rows)
  const image = isImage(inputShape)
  return {
    ...(image ? resized(inputShape ?? []) : {}),
    layers: [
      ...hiddenLayers(data),
      { type: 'dropout', rate: { $float: { low: 0, high: 0.5, points: 3 }, name: 'dropout' } },
      { type: 'dense', units: 'outputs' },
    ],
    loss: defaultLoss(task),
    optimizer: {
      type: 'adam',
      learningRate: {
        $float: { low: 1e-4, high: 3e-2, log: true, points: 4 },
        name: 'learningRate',
      },
    },
    batchSize: { $choice: batchSizes, name: 'batchSize' },
    epochs: image ? imageEpochs : epochs,
    earlyStopping: { patience },
  }
}

function hiddenLayers({ rows, inputShape }: DefaultsOf): Json[] {
  if (isImage(inputShape)) {
    const [height, width] = scaledSides(inputShape ?? [])
    const filters = { $choice: [8, 16, 32], name: 'filters' }
    const kernel = { kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }
    const most = Math.min(deepest, Math.floor(Math.log2(Math.min(height, width) / 4)))
    const layer = { type: 'conv2d', filters, ...kernel }
    return [repeated(layer, most, { growth: { filters: 2 } }), { type: 'flatten' }]
  }
  const isFlat = (inputShape ?? [0]).length === 1
  const units = { $int: { ...chooseScale(rows).units, log: true, points: 4 }, name: 'units' }
  const layer = { type: 'dense', units, activation: 'relu' }
  return [...(isFlat ? [] : [{ type: 'flatten' }]), repeated(layer, deepest)]
}

function repeated(layer: Json, most: number, options: Json = {}): Json {
  const times = { $int: { low: 1, high: most }, name: 'hiddenLayers' }
  return { $repeat: { times, ...options, layer } }
}

function resized(shape: readonly number[]): Json {
  const sides = scaledSides(shape)
  return sides.every((side, axis) => side === shape[axis]) ? {} : { preprocess: { resize: sides } }
}

/** Height and width after downscaling. */
export function scaledSides([height = 1, width = 1]: readonly number[]): [number, number] {
  const share = Math.min(1, largestSide / Math.max(height, width))
  const scaled = (side: number) => Math.max(Math.min(side, smallestSide), Math.round(side * share))
  return [scaled(height), scaled(width)]
}

export function isImage(shape: readonly number[] | null): boolean {
  return shape?.length === 3 && Math.min(shape[0]!, shape[1]!) >= smallestSide
}

export function defaultLoss(task: DefaultsOf['task']): string {
  return task === 'classification' ? 'crossEntropy' : 'meanSquaredError'
}

function chooseScale(rows: number): Scale {
  return scales.find((scale) => rows < scale.rows) ?? scales[scales.length - 1]!
}

/** Defaults that are not given. */
function missing(given: Json, defaults: Json): Json {
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => !Object.hasOwn(given, key)))
}
