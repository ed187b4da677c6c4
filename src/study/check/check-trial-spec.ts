/** Is a filled-in trial specification one that can be trained on this dataset? Pure; loads no TensorFlow. */
import { checkPreparation, inputEstimate } from '../../data/prepare/check-preparation.ts'
import { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import type { DatasetSummary } from '../../data/summary.ts'
import { checkNetwork, type NetworkCheck } from '../../engine/network/check-network.ts'
import {
  findLoss,
  LossSpec,
  parseTrialSpec,
  type SpecFault,
  type TrialSpec,
} from '../../engine/spec.ts'
import { type Fault, toPointer } from '../../errors.ts'
import { checkSchema } from '../../schema-faults.ts'
import { defaultLoss, defaultOptimizer } from './default-space.ts'

export interface CheckedSpec {
  /** `schema`: it says something that no trial may say; `shape`: the parts do not fit together. */
  faults: (Fault & { kind: 'schema' | 'shape' })[]
  parameterCount: number | null // null where there are faults
  multiplications: number | null // of one sample's forward pass
  memoryBytes: number | null
  spec: TrialSpec | null // with its defaults
}

const nothing = { parameterCount: null, multiplications: null, memoryBytes: null, spec: null }

/**
 * Pointers lead into the specification. What does not fit the schema hides no more than it must: a wrong optimizer
 * leaves the shapes of the layers to be checked.
 *
 * @param data  null: not known, the schema alone is checked
 */
export function checkTrialSpec(spec: unknown, data: DatasetSummary | null): CheckedSpec {
  const parsed = checkSpec(spec)
  const given = (spec as { preprocess?: unknown } | null)?.preprocess ?? {}
  const preprocess = checkSchema(PreprocessSpec, given)
  const ofSchema = [
    ...(parsed.faults ?? []),
    ...(preprocess.faults ?? []).map(({ path, detail }) => ({
      path: ['preprocess', ...path],
      detail,
    })),
  ].map((fault) => ({ kind: 'schema' as const, ...faultOf(fault) }))
  if (data === null || !('value' in preprocess)) return { faults: ofSchema, ...nothing }

  const preparation = checkPreparation(data, { preprocess: preprocess.value })
  const network = parsed.spec && networkOf(parsed.spec, { preprocess: preprocess.value, data })
  const ofShape = [...preparation, ...(network?.faults ?? []).map(faultOf)]
  const faults = [...ofSchema, ...ofShape.map((fault) => ({ kind: 'shape' as const, ...fault }))]
  if (faults.length > 0 || !parsed.spec || !network) return { faults, ...nothing }
  const { parameterCount, multiplications, memoryBytes } = network
  return { faults, parameterCount, multiplications, memoryBytes, spec: parsed.spec }
}

/** Stand in for parts that do not fit the schema: what layers make of the data does not depend on them. */
const plain = { optimizer: defaultOptimizer, batchSize: 1, epochs: 1 }

/** @returns  `spec`: null where its layers or its loss are at fault */
function checkSpec(json: unknown): { spec: TrialSpec | null; faults?: SpecFault[] } {
  const parsed = parseTrialSpec(json)
  if ('spec' in parsed) return { spec: parsed.spec }
  const { faults } = parsed
  const atFault = new Set(faults.map(({ path }) => path[0]))
  const rest = Object.entries(json ?? {}).filter(([field]) => !atFault.has(field))
  const again = parseTrialSpec({ ...plain, ...Object.fromEntries(rest) })
  return { spec: 'spec' in again ? again.spec : null, faults }
}

function networkOf(
  spec: TrialSpec,
  { preprocess, data }: { preprocess: PreprocessSpec; data: DatasetSummary },
): NetworkCheck {
  const { shape: inputShape, categorical } = inputEstimate(data, preprocess)
  const { classes, task } = data
  const shape = { inputShape, categorical, classes, task }
  const checked = checkNetwork(spec, shape)
  if (findLoss(spec.loss).tasks.includes(task)) return checked
  // a loss of the other task says nothing about the layers
  const { faults } = checkNetwork({ ...spec, loss: LossSpec.parse(defaultLoss(task)) }, shape)
  return { ...checked, faults: [...checked.faults, ...faults] }
}

function faultOf({ path, detail }: SpecFault): Fault {
  return { pointer: toPointer(path), detail }
}
