/** Random small spaces for property tests, and a slower reference that lists the cells of a grid. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { gridValues } from '../../src/search/grid/values.ts'
import { assign } from '../../src/search/space/assign.ts'
import type { Params, ParamValue } from '../../src/search/space/params.ts'
import { parseSpace } from '../../src/search/space/parse/parse-space.ts'
import type { Parameter, SearchSpace } from '../../src/search/space/space.ts'

export function spaceOf(json: unknown): SearchSpace {
  const parsed = parseSpace(json)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  return parsed.space
}

/** Every cell once, by trying each value of each parameter as it is met. */
export function listCells(space: SearchSpace): Params[] {
  const cells: Params[] = []
  const extend = (given: ReadonlyMap<string, ParamValue>) => {
    const open: Parameter[] = []
    const params = assign(space, (parameter) => {
      if (!given.has(parameter.name)) open.push(parameter)
      return given.get(parameter.name)
    })
    const [next] = open
    if (next === undefined) {
      cells.push(params)
      return
    }
    const values = gridValues(next.domain)
    assert.ok(values)
    for (let index = 0; index < values.size; index++) {
      extend(new Map(given).set(next.name, values.at(index)))
    }
  }
  extend(new Map())
  return cells
}

export function keyOf(params: Params): string {
  return JSON.stringify(Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Nested choices, repeats of all kinds, growth by a hole, derived values, and names that join distant holes. */
export const spaceJson: fc.Arbitrary<Record<string, unknown>> = fc
  .letrec<{ value: unknown; layer: Record<string, unknown>; item: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constant(7),
      fc.record({ $int: fc.record({ low: fc.constant(1), high: fc.constantFrom(1, 2, 3) }) }),
      fc.constantFrom(
        { $int: { low: 1, high: 2 }, name: 'n' },
        { $choice: ['a', 'b'], name: 'c' },
        { $expr: 'n * 2' },
        { $expr: '6 / n' },
        { $bool: true },
        { $float: { low: 1, high: 8, log: true, points: 3 } },
      ),
      tie('layer'),
      fc.array(tie('item'), { maxLength: 2 }),
    ),
    layer: fc.oneof(
      { maxDepth: 4 },
      fc.record({ units: fc.constant(4), x: tie('value') }),
      fc.record({ $choice: fc.tuple(tie('value'), tie('value')).map(asOptions) }),
      fc.tuple(tie('value'), tie('value')).map(([a, b]) => ({
        $choice: [
          { type: 'a', a },
          { type: 'b', b },
        ],
        name: 'c',
      })),
    ) as fc.Arbitrary<Record<string, unknown>>,
    item: fc.oneof(
      { maxDepth: 4 },
      tie('value'),
      fc
        .record({
          times: fc.constantFrom(
            0,
            2,
            { $int: { low: 0, high: 2 } },
            { $choice: [1, 3] },
            { $int: { low: 1, high: 2 }, name: 'n' },
          ),
          each: fc.boolean(),
          layer: fc.record({ units: fc.constant(4), x: tie('value') }),
          growth: fc.constantFrom({}, { units: 2 }, { units: { $choice: [2, 3] } }),
        })
        .map(($repeat) => ({ $repeat })),
      fc
        .record({
          times: fc.constantFrom(1, { $int: { low: 1, high: 2 } }),
          each: fc.boolean(),
          layers: fc.tuple(tie('item'), fc.constant({ units: 4, k: { $expr: '2 ** index' } })),
          growth: fc.constantFrom({}, { units: { $choice: [2, 3] } }),
        })
        .map(($repeat) => ({ $repeat })),
      fc.tuple(tie('item'), tie('item')).map((options) => ({ $choice: options })),
    ),
  }))
  .value.filter((value) => typeof value === 'object') as fc.Arbitrary<Record<string, unknown>>

function asOptions([p, q]: [unknown, unknown]): unknown[] {
  return [{ type: 'p', p }, { type: 'q', q }, { type: 'r' }]
}

/** Spaces with at most `most` cells. */
export function smallSpace(most: number): fc.Arbitrary<SearchSpace> {
  return fc
    .record(
      { first: spaceJson, second: spaceJson, n: fc.constant({ $int: { low: 1, high: 2 } }) },
      { requiredKeys: ['first', 'second'] },
    )
    .map((json) => parseSpace(json))
    .filter((parsed) => parsed.ok)
    .map(({ space }) => space)
    .filter((space) => roughCount(space) <= most)
}

/** At least the number of cells, over the flat list: cheap, so that large spaces are not listed. */
function roughCount(space: SearchSpace): number {
  return space.parameters.reduce(
    (product, { domain }) => product * (gridValues(domain)?.size ?? 0),
    1,
  )
}
