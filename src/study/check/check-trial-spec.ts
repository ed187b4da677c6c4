/** Checks whether a filled-in trial specification can be trained on a dataset. Pure; does not load TensorFlow. */
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
  /** `schema`: never allowed in a trial; `shape`: the parts do not fit together. */
  faults: (Fault & { kind: 'schema' | 'shape' })[]
  parameterCount: number | null // null if there are faults
  multiplications: number | null // in the forward pass of one sample
  elements: number | null // that all layers give in it
  memoryBytes: number | null
  spec: TrialSpec | null // with defaults filled in
}

const nothing = {
  ...{ parameterCount: null, multiplications: null, elements: null },
  ...{ memoryBytes: null, spec: null },
}

/**
 * Pointers lead into the specification. Schema faults hide as little as possible: with an invalid optimizer, the
 * shapes of the layers are still checked.
 *
 * @param data  null: unknown, only the schema is checked
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
  ].map((fault) => ({ kind: 'schema' as const, ...toSpecFault(fault) }))
  if (data === null || !('value' in preprocess)) return { faults: ofSchema, ...nothing }

  const preparation = checkPreparation(data, { preprocess: preprocess.value })
  const network = parsed.spec && buildNetwork(parsed.spec, { preprocess: preprocess.value, data })
  const ofShape = [...preparation, ...(network?.faults ?? []).map(toSpecFault)]
  const faults = [...ofSchema, ...ofShape.map((fault) => ({ kind: 'shape' as const, ...fault }))]
  if (faults.length > 0 || !parsed.spec || !network) return { faults, ...nothing }
  const { parameterCount, multiplications, elements, memoryBytes } = network
  return { faults, parameterCount, multiplications, elements, memoryBytes, spec: parsed.spec }
}

/** Placeholders for parts that do not fit the schema; the shapes of the layers do not depend on them. */
const plain = { optimizer: defaultOptimizer, batchSize: 1, epochs: 1 }

/** @returns `spec` is null if its layers or its loss are invalid */
function checkSpec(json: unknown): { spec: TrialSpec | null; faults?: SpecFault[] } {
  const parsed = parseTrialSpec(json)
  if ('spec' in parsed) return { spec: parsed.spec }
  const { faults } = parsed
  const atFault = new Set(faults.map(({ path }) => path[0]))
  const rest = Object.entries(json ?? {}).filter(([field]) => !atFault.has(field))
  const again = parseTrialSpec({ ...plain, ...Object.fromEntries(rest) })
  return { spec: 'spec' in again ? again.spec : null, faults }
}

function buildNetwork(
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

function toSpecFault({ path, detail }: SpecFault): Fault {
  return { pointer: toPointer(path), detail }
}
