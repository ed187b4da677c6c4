/**
 * Checks a space against the dataset by filling it in: every option and every bound is tried at least once, beside
 * random draws. Faults are shown where the user wrote them.
 */
import type { DatasetSummary } from '../../data/summary.ts'
import type { Fault } from '../../errors.ts'
import { findSource, instantiate } from '../../search/space/instantiate.ts'
import type { ParamValue } from '../../search/space/params.ts'
import { type Probe, probeAssignments } from '../../search/space/probe.ts'
import type { SearchSpace } from '../../search/space/space.ts'
import { checkTrialSpec } from './check-trial-spec.ts'

const maxProbes = 400

/**
 * What the schema forbids is a fault wherever it occurs. Parts that do not fit are one only where a value can never
 * work: a kernel of 5 may be too large behind four layers and right behind one, which is the search's business.
 *
 * @param data  null: not known, the schema alone is checked
 * @returns     faults with pointers into the space
 */
export function checkSpace(space: SearchSpace, data: DatasetSummary | null): Fault[] {
  const probes = probeAssignments(space, { limit: maxProbes }).map(({ params, exercises }) => {
    const { spec, sources } = instantiate(space, params)
    const faults = checkTrialSpec(spec, data).faults.map((fault) => ({
      ...fault,
      pointer: findSource(sources, fault.pointer),
    }))
    const of = (kind: 'schema' | 'shape') => faults.filter((fault) => fault.kind === kind)
    return { params, exercises, schema: of('schema'), shape: of('shape') }
  })
  const working = probes.filter(({ shape }) => shape.length === 0)
  const worksNowhere = (name: string, value: ParamValue) =>
    !working.some(({ params }) => params[name] === value)
  const hopeless =
    working.length === 0
      ? probes
      : probes.filter((probe) =>
          triedValues(probe).some(([name, value]) => worksNowhere(name, value)),
        )
  return unique([
    ...probes.flatMap(({ schema }) => schema),
    ...hopeless.flatMap(({ shape }) => shape),
  ])
}

/** Values that met the lowest, the middle and the highest of all others; what chance drew did not. */
function triedValues({ params, exercises }: Probe): [string, ParamValue][] {
  if (exercises.kind === 'random') return []
  if (exercises.kind === 'value') return [[exercises.parameter, exercises.value]]
  return Object.entries(params)
}

function unique(faults: readonly Fault[]): Fault[] {
  const seen = new Map(
    faults.map(({ pointer, detail }) => [`${pointer} ${detail}`, { pointer, detail }]),
  )
  return [...seen.values()]
}
