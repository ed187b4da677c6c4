/** Trains small groups and gathers what they report. */

import type { PreparedData } from '../../src/data/prepare/prepare.ts'
import type { Compiler } from '../../src/engine/choose-execution.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache, type GraphCache } from '../../src/engine/epochs/graph-cache.ts'
import type { Execution, LaneRate } from '../../src/engine/execution.ts'
import type { Decision, EpochReport, LaneResult } from '../../src/engine/group/lane.ts'
import type { ObjectiveSpec } from '../../src/engine/group/objective.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import { checked } from '../../src/engine/spec.ts'
import { deletePrograms } from '../../src/engine/xla-programs.ts'
import { asked, backend, tf } from './backend-under-test.ts'
import { circle } from './test-data.ts'

export const graphs = createGraphCache(64, () => deletePrograms(backend.programs))

export const dense = {
  layers: [
    { type: 'dense', units: 12, activation: 'tanh' },
    { type: 'batchNorm' },
    { type: 'dropout', rate: 0.2 },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'adam', learningRate: 0.01 },
  batchSize: 16,
  epochs: 7,
}
export const convolutional = {
  layers: [
    { type: 'conv2d', filters: 3, kernelSize: 3, activation: 'tanh' },
    { type: 'avgPool2d' },
    { type: 'conv2d', filters: 4, kernelSize: 2, activation: 'sigmoid', padding: 'same' },
    { type: 'flatten' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'crossEntropy',
  optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true },
  batchSize: 10,
  epochs: 6,
}

export const embedded = {
  ...dense,
  layers: [{ type: 'embedding', units: 3 }, ...dense.layers],
}

export interface Ran {
  reports: EpochReport[][] // of each lane
  results: LaneResult[]
  calls: number[] // of the first lane: the last epoch of each
  executions: Execution[] // of each lane
}

export interface Run {
  graphs?: GraphCache
  specs: object[]
  data?: PreparedData | PreparedData[] // its folds
  execution?: Execution
  compiler?: Compiler
  isOrdered?: boolean
  rates?: LaneRate[]
  onXlaFailure?: (reason: string) => void
  isResident?: boolean
  objective?: ObjectiveSpec
  reported?: string[]
  callMs?: number
  decisionSteps?: number[]
  modelFolds?: 'all' | 'first'
  isCalibrated?: boolean
  resume?: (Uint8Array | null)[]
  seed?: number // of the first trial
  orderSeed?: number
  onRate?: (rate: LaneRate) => void
  decide?: (lane: number, last: EpochReport) => Decision
}

export async function runGroup({
  specs,
  data = circle(90, 40),
  resume = [],
  seed = 11,
  decide,
  ...options
}: Run): Promise<Ran> {
  const uploaded = uploadData(tf, [data].flat(), undefined)
  const reports: EpochReport[][] = specs.map(() => [])
  const results: LaneResult[] = []
  const calls: number[] = []
  const executions: Execution[] = []
  try {
    await trainGroup({
      tf,
      lanes: specs.map((spec, lane) => ({
        spec: checked(spec),
        seed: seed + lane,
        resume: resume[lane] ?? null,
      })),
      data: uploaded,
      orderSeed: 3,
      objective: { metric: 'validation.loss', direction: 'minimize' },
      orders: createEpochOrders(1e6),
      graphs,
      callMs: 0,
      ...(options.compiler ? {} : asked),
      ...options,
      async onEpochs(lane, ofCall) {
        reports[lane]!.push(...ofCall)
        if (lane === 0) calls.push(ofCall.at(-1)!.step)
        return decide?.(lane, ofCall.at(-1)!) ?? 'continue'
      },
      onEnd(lane, result, { execution }) {
        executions[lane] = execution
        results[lane] = result
      },
    })
  } finally {
    uploaded.dispose()
  }
  return { reports, results, calls, executions }
}

/** Three trials of one shape. */
export const varied = (spec: { optimizer: object; layers: object[]; [rest: string]: unknown }) =>
  [0.3, 1, 2].map((factor, lane) => ({
    ...spec,
    layers: spec.layers.map((layer) =>
      'rate' in layer ? { ...layer, rate: 0.1 + 0.2 * lane } : layer,
    ),
    optimizer: {
      ...spec.optimizer,
      learningRate: factor * (spec.optimizer as { learningRate: number }).learningRate,
    },
  }))
