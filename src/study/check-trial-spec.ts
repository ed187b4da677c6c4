/** Is a filled-in trial specification one that can be trained on this dataset? Pure; loads no TensorFlow. */
import { checkPreparation, inputEstimate } from '../data/check-preparation.ts'
import { PreprocessSpec } from '../data/preprocess.ts'
import type { DatasetSummary } from '../data/summary.ts'
import { checkNetwork } from '../engine/check-network.ts'
import { parseTrialSpec } from '../engine/spec.ts'
import { type Fault, pointerOf } from '../errors.ts'
import { shapeOf } from './trial-shape.ts'

export interface CheckedSpec {
  /** `schema`: it says something that no trial may say; `shape`: the parts do not fit together. */
  faults: (Fault & { kind: 'schema' | 'shape' })[]
  parameterCount: number | null // null where there are faults
  multiplications: number | null // of one sample's forward pass
  memoryBytes: number | null
  shape: string | null // see trial-shape.ts
}

const nothing = { parameterCount: null, multiplications: null, memoryBytes: null, shape: null }

/** Pointers lead into the specification. */
export function checkTrialSpec(spec: unknown, data: DatasetSummary): CheckedSpec {
  const parsed = parseTrialSpec(spec)
  const given = (spec as { preprocess?: unknown } | null)?.preprocess ?? {}
  const preprocess = PreprocessSpec.safeParse(given)
  if ('faults' in parsed || !preprocess.success) {
    const issues = preprocess.error?.issues ?? []
    const faults = [
      ...('faults' in parsed ? parsed.faults : []),
      ...issues.map(({ path, message }) => ({ path: ['preprocess', ...path], detail: message })),
    ].map(({ path, detail }) => ({ kind: 'schema' as const, pointer: pointerOf(path), detail }))
    return { faults, ...nothing }
  }
  const preparation = checkPreparation(data, { preprocess: preprocess.data })
  const { shape: inputShape, categorical } = inputEstimate(data, preprocess.data)
  const network = checkNetwork(parsed.spec, {
    inputShape,
    categorical,
    classes: data.classes,
    task: data.task,
  })
  const faults = [
    ...preparation,
    ...network.faults.map(({ path, detail }) => ({ pointer: pointerOf(path), detail })),
  ].map((fault) => ({ kind: 'shape' as const, ...fault }))
  const { parameterCount, multiplications, memoryBytes } = network
  return faults.length > 0
    ? { faults, ...nothing }
    : {
        faults,
        parameterCount,
        multiplications,
        memoryBytes,
        shape: shapeOf(parsed.spec, multiplications),
      }
}
