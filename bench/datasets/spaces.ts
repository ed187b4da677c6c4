/** Five spaces as an experienced user writes them by hand, to hold "search for me" to its word. */
import type { BenchSet } from './data.ts'

type Json = Record<string, unknown>

const rate = (low: number, high: number) => ({ $float: { low, high, log: true } })
const output = { type: 'dense', units: 'outputs' }
const dropout = { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } }

export function handWritten(set: BenchSet): Record<string, Json> {
  const isImage = Array.isArray(set.options.inputShape)
  const loss = set.task === 'regression' ? 'meanSquaredError' : 'crossEntropy'
  const common = { loss, batchSize: { $choice: [32, 64, 128] }, epochs: isImage ? 12 : 60 }
  const adam = { type: 'adam', learningRate: rate(1e-4, 1e-2) }
  const stop = { earlyStopping: { patience: isImage ? 4 : 10 } }
  const start = isImage ? [{ type: 'flatten' }] : []
  const dense = (units: object, times: [number, number], activation: unknown = 'relu') => ({
    $repeat: {
      times: { $int: { low: times[0], high: times[1] } },
      layer: { type: 'dense', units, activation },
    },
  })
  const int = (low: number, high: number) => ({ $int: { low, high, log: true } })
  const tables: Record<string, Json> = {
    'small and dense': {
      layers: [...start, dense(int(8, 64), [1, 2]), output],
      optimizer: adam,
      ...common,
      ...stop,
    },
    'wide with dropout': {
      layers: [...start, dense(int(64, 256), [1, 3]), dropout, output],
      optimizer: adam,
      ...common,
      ...stop,
    },
    'momentum and cosine': {
      layers: [...start, dense(int(16, 128), [1, 3]), output],
      optimizer: { type: 'sgd', learningRate: rate(1e-3, 0.3), momentum: 0.9, nesterov: true },
      schedule: { type: 'cosine' },
      ...common,
    },
    'activations and decay': {
      layers: [
        ...start,
        dense(int(16, 128), [1, 4], { $choice: ['relu', 'tanh', 'gelu'] }),
        dropout,
        output,
      ],
      optimizer: {
        type: 'adamw',
        learningRate: rate(3e-4, 1e-2),
        weightDecay: rate(1e-4, 1),
      },
      ...common,
      ...stop,
    },
    'one cycle': {
      layers: [...start, dense(int(32, 256), [2, 3]), dropout, output],
      optimizer: { type: 'adamw', learningRate: rate(1e-3, 3e-2) },
      schedule: { type: 'oneCycle' },
      ...common,
    },
  }
  if (!isImage) return tables
  const convolutions = (kernelSize: number, strides: number) => ({
    $repeat: {
      times: { $int: { low: 2, high: 3 } },
      growth: { filters: 2 },
      layer: {
        type: 'conv2d',
        filters: { $choice: [8, 16, 32] },
        kernelSize,
        strides,
        padding: 'same',
        activation: 'relu',
      },
    },
  })
  const withConvolutions = (
    space: Json,
    kernelSize: number,
    strides: number,
    first: Json[] = [],
  ) => ({
    ...space,
    layers: [...first, convolutions(kernelSize, strides), { type: 'flatten' }, dropout, output],
  })
  const shifts = [{ type: 'augment', shift: 0.1, rotation: 10 }]
  return {
    'wide with dropout': tables['wide with dropout']!,
    'strided convolutions': withConvolutions(tables['small and dense']!, 3, 2),
    'convolutions, momentum and cosine': withConvolutions(tables['momentum and cosine']!, 3, 2),
    'convolutions in one cycle': withConvolutions(tables['one cycle']!, 5, 2),
    'convolutions with shifts': withConvolutions(tables['one cycle']!, 3, 2, shifts),
  }
}
