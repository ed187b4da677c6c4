/**
 * Validates a space against the dataset by filling it in: every option and bound is tried at least once, plus random
 * samples. Faults have pointers into the space.
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
 * Schema violations are faults wherever they occur. Parts that do not fit together are faults only if a value never
 * works: a kernel of 5 may be too large after four layers and fine after one, which the search finds out.
 *
 * @param data  null: unknown, only the schema is checked
 * @returns     faults with pointers into the space
 */
export function checkSpace(space: SearchSpace, data: DatasetSummary | null): Fault[] {
  const probes = probeAssignments(space, { limit: maxProbes }).map(({ params, exercises }) => {
    const { spec, sources } = instantiate(space, params)
    const faults = checkTrialSpec(spec, data).faults.map((fault) => {
      const pointer = findSource(sources, fault.pointer)
      return { ...fault, pointer, detail: fault.detail + adviceAt(pointer) }
    })
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

/** Says where the value of a fault comes from, if it is not written at the pointer. */
function adviceAt(pointer: string): string {
  if (!pointer.endsWith('/$expr')) return ''
  return '; this expression gives it (whole numbers by round, floor or ceil)'
}

/** Values that were tried with the lowest, middle and highest of all other values, rather than by random sampling. */
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
