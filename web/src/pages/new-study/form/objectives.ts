/** What trials are judged by: `objective` for one, `objectives` for several; pure. */
import type { Path } from '../../../api/pointer.ts'
import type { Json } from '../document/json-document.ts'

export type Direction = 'minimize' | 'maximize'

export interface Objective {
  path: Path
  /** As it is written: the name of a metric alone, or an object. */
  written: unknown
  metric: string | null
  direction: Direction | null // null: the better one of the metric
}

export type Edit = readonly [Path, unknown]

/** In their order; without any, the one that is still to be chosen. */
export function objectivesOf({ objective, objectives }: Json): Objective[] {
  const one = objective === undefined ? [] : [read(objective, ['objective'])]
  const several = Array.isArray(objectives)
    ? objectives.map((each, index) => read(each, ['objectives', index]))
    : []
  const all = [...one, ...several]
  return all.length > 0 ? all : [read(undefined, ['objective'])]
}

function read(written: unknown, path: Path): Objective {
  if (typeof written === 'string') return { path, written, metric: written, direction: null }
  const { metric, direction } = (written ?? {}) as Json
  return {
    path,
    written,
    metric: typeof metric === 'string' ? metric : null,
    direction: direction === 'minimize' || direction === 'maximize' ? direction : null,
  }
}

/** A name stays a name; an object keeps what else it has. */
export function metricEdit({ path, written }: Objective, metric: string): Edit {
  return isObject(written) ? [[...path, 'metric'], metric] : [path, metric]
}

export function directionEdit(
  { path, written, metric }: Objective,
  direction: Direction | null,
): Edit {
  if (isObject(written)) return [[...path, 'direction'], direction ?? undefined]
  return [path, { metric: metric ?? '', ...(direction && { direction }) }]
}

export function addEdits(objectives: readonly Objective[]): Edit[] {
  return write([
    ...objectives.map(({ written }) => written ?? { metric: '' }),
    { metric: '', direction: 'minimize' },
  ])
}

export function removeEdits(objectives: readonly Objective[], index: number): Edit[] {
  return write(objectives.filter((_, place) => place !== index).map(({ written }) => written))
}

function write(all: readonly unknown[]): Edit[] {
  return [
    [['objective'], all.length === 1 ? all[0] : undefined],
    [['objectives'], all.length > 1 ? all : undefined],
  ]
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null
