/** Learning curves of running trials, kept up to date by events. */

export interface LiveCurve {
  number: number
  planned: number | null // epochs
  steps: number[] // ascending
  values: (number | null)[]
}

interface ToldEvent {
  type: string
  // biome-ignore lint/suspicious/noExplicitAny: the API's events, by type
  data: any
}

const mostPoints = 240

/** @returns the same map if nothing changed */
export function withEvents(
  before: ReadonlyMap<number, LiveCurve>,
  events: readonly ToldEvent[],
): ReadonlyMap<number, LiveCurve> {
  const curves = new Map(before)
  let isChanged = false
  for (const { type, data } of events) {
    if (type === 'trial' && data.state !== 'running') {
      isChanged = curves.delete(data.number) || isChanged
    }
    if (type !== 'epochs') continue
    for (const told of data.trials as LiveCurve[]) {
      curves.set(told.number, joined(curves.get(told.number), told))
      isChanged = true
    }
  }
  return isChanged ? curves : before
}

/** New points replace known ones from their first step on. */
function joined(
  before: LiveCurve | undefined,
  { number, planned, steps, values }: LiveCurve,
): LiveCurve {
  const first = steps[0] ?? Number.POSITIVE_INFINITY
  const kept = before?.steps.filter((step) => step < first).length ?? 0
  const whole = {
    number,
    planned,
    steps: [...(before?.steps.slice(0, kept) ?? []), ...steps],
    values: [...(before?.values.slice(0, kept) ?? []), ...values],
  }
  if (whole.steps.length <= mostPoints) return whole
  const isKept = (_: unknown, i: number) => (whole.steps.length - 1 - i) % 2 === 0
  return { ...whole, steps: whole.steps.filter(isKept), values: whole.values.filter(isKept) }
}

/** Points of a small plot: x from 0 to the planned epochs, gaps left out. */
export function curvePoints({ steps, values }: LiveCurve): { x: number; y: number }[] {
  return steps.flatMap((step, i) => {
    const value = values[i]
    return value === null || value === undefined ? [] : [{ x: step, y: value }]
  })
}
