/**
 * Checks a space against the dataset by filling it in: every option and every bound is tried at least once, beside
 * random draws. Faults are shown where the user wrote them.
 */
import type { DatasetSummary } from '../data/summary.ts'
import type { Fault } from '../errors.ts'
import type { Params } from '../search/params.ts'
import { probeAssignments } from '../search/probe.ts'
import { instantiate, sourceOf } from '../search/space/instantiate.ts'
import type { SearchSpace } from '../search/space/space.ts'
import { checkTrialSpec } from './check-trial-spec.ts'

const maxProbes = 400

/**
 * What the schema forbids is a fault wherever it occurs. Parts that do not fit are one only where a value can never
 * work: a kernel of 5 may be too large behind four layers and right behind one, which is the search's business.
 *
 * @returns faults with pointers into the space
 */
export function checkSpace(space: SearchSpace, data: DatasetSummary): Fault[] {
  const probes = probeAssignments(space, { limit: maxProbes }).map(({ params }) => {
    const { spec, sources } = instantiate(space, params)
    const faults = checkTrialSpec(spec, data).faults.map((fault) => ({
      ...fault,
      pointer: sourceOf(sources, fault.pointer),
    }))
    return { params, faults }
  })
  const schema = probes.flatMap(({ faults }) => faults.filter((fault) => fault.kind === 'schema'))
  if (schema.length > 0) return unique(schema)
  const hopeless = probes.filter(({ params }) => neverWorks(params, probes))
  return unique(hopeless.flatMap(({ faults }) => faults))
}

interface Probe {
  params: Params
  faults: readonly Fault[]
}

/** Nothing works at all, or one of these values works nowhere. */
function neverWorks(params: Params, probes: readonly Probe[]): boolean {
  const working = probes.filter(({ faults }) => faults.length === 0)
  if (working.length === 0) return true
  return Object.entries(params).some(
    ([name, value]) =>
      !working.some((probe) => probe.params[name] === value) &&
      // a bound that only one probe tried may have failed for the company it was in
      probes.filter((probe) => probe.params[name] === value).length > 1,
  )
}

function unique(faults: readonly Fault[]): Fault[] {
  const seen = new Map(
    faults.map(({ pointer, detail }) => [`${pointer} ${detail}`, { pointer, detail }]),
  )
  return [...seen.values()]
}
