/**
 * A history that Python can reproduce trial by trial: multiples of irrational numbers modulo 1 (R-sequences), mapped
 * to a small space with every kind of parameter.
 */
import type { Column } from '../../../src/search/analysis/column.ts'
import { rngFor } from '../../../src/search/rng.ts'
import type { Parameter } from '../../../src/search/space/space.ts'
import { spaceOf } from '../space-arbitrary.ts'

const steps = [
  0.6180339887498949, 0.7548776662466927, 0.8191725133961645, 0.5698402909980532,
  0.4450418679126287, 0.3819660112501051,
]

/** The trial's uniform number for one parameter, in [0, 1). */
export function sequence(trial: number, parameter: number): number {
  const value = (trial + 1) * steps[parameter]!
  return value - Math.floor(value)
}

export const knownSpace = spaceOf({
  x: { $float: { low: -2, high: 2 } },
  rate: { $float: { low: 1e-5, high: 1e-1, log: true } },
  units: { $int: { low: 1, high: 8 } },
  width: { $int: { low: 4, high: 400, log: true } },
  step: { $float: { low: 0, high: 3, step: 0.25 } },
  kind: {
    $choice: [
      { type: 'a' },
      { type: 'b', momentum: { $float: { low: 0, high: 1 }, name: 'momentum' } },
      { type: 'c', momentum: { $float: { low: 0, high: 1 }, name: 'momentum' } },
    ],
  },
})

export function parameterNamed(name: string): Parameter {
  const found = knownSpace.parameters.find((parameter) => parameter.name === name)
  if (!found) throw new Error(`no parameter ${name}`)
  return found
}

export interface History {
  columns: Column[]
  losses: Float64Array
}

export function knownHistory(trials: number): History {
  const rows = Array.from({ length: trials }, (_, i) => {
    const x = -2 + 4 * sequence(i, 0)
    const rate = 10 ** (-5 + 4 * sequence(i, 1))
    const units = 1 + Math.floor(8 * sequence(i, 2))
    const width = Math.floor(4 * 100 ** sequence(i, 3))
    const step = 0.25 * Math.floor(13 * sequence(i, 4))
    const kind = Math.floor(3 * sequence(i, 5))
    const momentum = kind === 0 ? Number.NaN : sequence(i, 0) * sequence(i, 1)
    const decades = Math.log10(rate) + 3
    const bowl = x * x + 0.5 * decades * decades + 0.1 * units
    const loss = bowl + (kind === 1 ? (momentum - 0.2) ** 2 * 2 : 0.7)
    return { params: { x, rate, units, width, step, kind, momentum }, loss }
  })
  const columns = (['x', 'rate', 'units', 'width', 'step', 'kind', 'momentum'] as const).map(
    (name) => ({
      parameter: parameterNamed(name),
      values: Float64Array.from(rows, ({ params }) => params[name]),
    }),
  )
  return { columns, losses: Float64Array.from(rows, ({ loss }) => loss) }
}

/** Random trials of four parameters: `a` matters most, `b` and `c` together, `d` hardly. */
export function randomHistory(trials: number): History {
  const { parameters } = spaceOf({
    a: { $float: { low: 0, high: 1 } },
    b: { $float: { low: 0, high: 1 } },
    c: { $choice: ['p', 'q', 'r'] },
    d: { $float: { low: 0, high: 1 } },
  })
  const rng = rngFor(3, 0)
  const columns = parameters.map((parameter) => ({
    parameter,
    values: Float64Array.from({ length: trials }, () =>
      parameter.domain.type === 'choice' ? rng.int(3) : rng.uniform(),
    ),
  }))
  const losses = Float64Array.from({ length: trials }, (_, trial) => {
    const [a = 0, b = 0, c = 0, d = 0] = columns.map(({ values }) => values[trial]!)
    return 3 * Math.abs(a - 0.3) + (c === 1 ? 2 * b : 0) + 0.2 * d
  })
  return { columns, losses }
}

/** The trials that an analysis reads of more: the first in the order of their numbers times the golden ratio. */
export function evenSample({ columns, losses }: History, limit: number): History {
  const share = (trial: number) => (trial * 2_654_435_769) % 2 ** 32
  const chosen = [...losses.keys()].sort((a, b) => share(a) - share(b)).slice(0, limit)
  const of = (values: Float64Array) => Float64Array.from(chosen, (trial) => values[trial]!)
  return {
    columns: columns.map(({ parameter, values }) => ({ parameter, values: of(values) })),
    losses: of(losses),
  }
}

/** What a computation comes to when nobody interrupts it. */
export function finished<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
  }
}
