/** From params to a trial's specification: filled in and checked, once. */
import type { TrialSpec } from '../engine/spec.ts'
import { instantiate } from '../search/space/instantiate.ts'
import type { Params } from '../search/space/params.ts'
import { describeViolation, violated } from '../search/space/restricted-space.ts'
import { checkTrialSpec } from './check/check-trial-spec.ts'
import type { LoadedSpace } from './load-study.ts'
import { foldedShape, trialShape } from './trial-shape.ts'

/** A trial's specification, and whether it may be tried and can be trained; external studies know the latter by themselves. */
export interface FilledIn {
  spec: object
  fault: string | null // the constraint that it violates, or why it cannot be trained
  shape: string | null // see trial-shape.ts
}

/** @param lastStep  of a trial that is a part of a longer training; null: the space says */
export type Filler = (params: Params, lastStep?: number | null) => FilledIn

/** Remembers what it was asked: a sampler asks whether params are feasible, and then suggests them. */
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
  network: { spec: TrialSpec; multiplications: number } | null // null: faulty, or trained elsewhere
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

/** What decides on a network does not depend on how long it trains; its shape does. */
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
