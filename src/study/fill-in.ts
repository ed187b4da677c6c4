/** Turns params into a validated trial specification. */
import type { TrialSpec } from '../engine/spec.ts'
import { instantiate } from '../search/space/instantiate.ts'
import type { Params } from '../search/space/params.ts'
import { describeViolation, violated } from '../search/space/restricted-space.ts'
import { checkTrialSpec } from './check/check-trial-spec.ts'
import type { LoadedSpace } from './load-study.ts'
import { foldedShape, trialShape } from './trial-shape.ts'

/** Specification of a trial, and whether it is feasible; external studies decide themselves what can be trained. */
export interface FilledIn {
  spec: object
  fault: string | null // the violated constraint, or why it cannot be trained
  shape: string | null // see trial-shape.ts
}

/** @param lastStep  for a trial that is part of a longer training; null: as the space says */
export type Filler = (params: Params, lastStep?: number | null) => FilledIn

/** Caches results: samplers check whether params are feasible and then suggest them. */
export function createFiller(loaded: LoadedSpace): Filler {
  const known = new Map<string, Checked>()
  return (params, lastStep = null) => {
    const key = JSON.stringify(params)
    const checked = known.get(key) ?? check(loaded, params)
    known.set(key, checked)
    return filledIn(checked, loaded.folds, lastStep)
  }
}

export function fillIn(loaded: LoadedSpace, params: Params): FilledIn {
  return filledIn(check(loaded, params), loaded.folds, null)
}

interface Checked {
  spec: object
  fault: string | null
  network: { spec: TrialSpec; multiplications: number } | null // null: invalid, or trained elsewhere
}

function check({ space, data }: LoadedSpace, params: Params): Checked {
  const { spec } = instantiate(space, params)
  const constraint = violated(space, params)
  if (constraint !== null) return { spec, fault: describeViolation(constraint), network: null }
  if (data === null) return { spec, fault: null, network: null }
  const { faults, spec: parsed, multiplications } = checkTrialSpec(spec, data)
  const [first] = faults
  const fault = first ? `${first.pointer}: ${first.detail}` : null
  return { spec, fault, network: parsed && { spec: parsed, multiplications: multiplications! } }
}

/** The network does not depend on the number of epochs, but the shape of the trial does. */
function filledIn(
  { spec, fault, network }: Checked,
  folds: number,
  lastStep: number | null,
): FilledIn {
  if (network === null) return { spec, fault, shape: null }
  const part = lastStep === null ? {} : { epochs: lastStep }
  const shape = trialShape({ ...network.spec, ...part }, network.multiplications)
  return { spec: { ...spec, ...part }, fault, shape: foldedShape(shape, folds) }
}
