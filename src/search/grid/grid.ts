/**
 * The cells of a grid: every reachable combination of a space's values, each once, computed from its number
 * without listing the others. A cell's index is a mixed-radix number over the decisions on its path.
 * Cells are counted by the tail of the path, so that a long space counts as fast as a short one.
 *
 * A parameter with several holes is decided at the first hole on the path. The count of a tail then depends only on the
 * earlier decisions that the tail reaches again and on those that an open constraint needs. A constraint is
 * evaluated as soon as no further decision can set one of its parameters.
 */
import { type Fault, Problem } from '../../errors.ts'
import type { Params, ParamValue } from '../space/params.ts'
import type { SearchSpace } from '../space/space.ts'
import { compileDecisions, type Decision, follow, type Next, tooEntangled } from './decisions.ts'
import { createJudge, type Decided } from './judge.ts'
import { gridValues } from './values.ts'

const maxCounts = 50_000 // cached counts; an ordinary space needs a few dozen
const maxJudged = 1_500_000 // maximum number of values to count one by one because of constraints

export type GridSize = { ok: true; size: bigint } | { ok: false; faults: Fault[] }

/** Counts the cells exactly. Not ok when the grid is not finite: pointers are relative to the space. */
export function gridSize(space: SearchSpace): GridSize {
  const faults = space.parameters
    .filter(({ domain }) => gridValues(domain) === null)
    .map(({ name, pointer }) => ({
      pointer,
      detail: `"${name}" has no finite set of values; for a grid set "points" or "step"`,
    }))
  if (faults.length > 0) return { ok: false, faults }
  try {
    return { ok: true, size: buildGrid(space).size }
  } catch (error) {
    if (error instanceof Problem) return { ok: false, faults: [...error.faults] }
    throw error
  }
}

/**
 * Returns the params of a cell, 0 ≤ index < size; the first decisions vary slowest.
 *
 * @throws RangeError for an index out of range, Problem if gridSize is not ok
 */
export function cellAt(space: SearchSpace, index: bigint | number): Params {
  const { first, size, cellsBefore, valueAtCell } = buildGrid(space)
  let rest = BigInt(index)
  if (rest < 0n || rest >= size)
    throw new RangeError(`Cell ${index} is out of range: the grid has ${size} cells`)
  const params: Record<string, ParamValue> = {}
  const decided: Decided = new Map()
  for (let decision = first; decision !== null; ) {
    const { name, values } = decision
    let value = decided.get(name)
    if (value === undefined) {
      value = valueAtCell(decision, decided, rest)
      rest -= cellsBefore(decision, decided, value)
      decided.set(name, value)
      params[name] = values.at(value)
    }
    decision = follow(decision, value)
  }
  return params
}

/** Returns the index of the cell with these params; null when they are not on the grid. */
export function findCell(space: SearchSpace, params: Params): bigint | null {
  const { first, cellsBefore, cellsUnder } = buildGrid(space)
  let index = 0n
  const decided: Decided = new Map()
  for (let decision = first; decision !== null; ) {
    const { name, values } = decision
    let value = decided.get(name)
    if (value === undefined) {
      value = Object.hasOwn(params, name) ? values.indexOf(params[name] ?? null) : -1
      if (value === -1 || cellsUnder(decision, decided, value) === 0n) return null
      index += cellsBefore(decision, decided, value)
      decided.set(name, value)
    }
    decision = follow(decision, value)
  }
  return decided.size === Object.keys(params).length ? index : null
}

interface Grid {
  first: Next
  size: bigint
  cellsUnder(decision: Decision, decided: Decided, value: number): bigint
  /** Counts the cells under the lower values of a decision. */
  cellsBefore(decision: Decision, decided: Decided, value: number): bigint
  /** Finds the value under which the cell with this index lies. */
  valueAtCell(decision: Decision, decided: Decided, index: bigint): number
}

const grids = new WeakMap<SearchSpace, Grid>() // a cache: a grid is a function of its space

function buildGrid(space: SearchSpace): Grid {
  const known = grids.get(space)
  if (known !== undefined) return known
  const grid = makeGrid(space)
  grids.set(space, grid)
  return grid
}

function makeGrid(space: SearchSpace): Grid {
  const { first, decisions } = compileDecisions(space)
  const judge = createJudge(space.constraints, decisions)
  // for these the key needs the value; for the others, only that there is one
  const steering = new Set(judge.parameters)
  for (const { name, nexts } of decisions) if (nexts.length > 1) steering.add(name)
  const counts = new Map<string, bigint>()
  let judged = 0

  const count = (decision: Next, decided: Decided): bigint => {
    if (decision === null) return 1n
    const key = memoKey(decision, decided)
    const known = counts.get(key)
    if (known !== undefined) return known
    const value = decided.get(decision.name)
    const cells =
      value === undefined
        ? cellsBefore(decision, decided, decision.values.size)
        : cellsUnder(decision, decided, value)
    if (counts.size >= maxCounts) throw tooEntangled()
    counts.set(key, cells)
    return cells
  }

  const cellsUnder = (decision: Decision, decided: Decided, value: number): bigint => {
    const { name } = decision
    const next = follow(decision, value)
    const isJudged = judge.parameters.has(name)
    const asksAgain = next?.later.has(name) ?? false
    const after = isJudged || asksAgain ? new Map(decided).set(name, value) : decided
    if (isJudged && ++judged > maxJudged) throw tooEntangled()
    if (judge.refuses({ decision, decided }, { decision: next, decided: after })) return 0n
    return count(next, after)
  }

  const cellsBefore = (decision: Decision, decided: Decided, value: number): bigint => {
    if (value === 0) return 0n
    if (!steering.has(decision.name)) return BigInt(value) * cellsUnder(decision, decided, 0)
    let cells = 0n
    for (let lower = 0; lower < value; lower++) cells += cellsUnder(decision, decided, lower)
    return cells
  }

  const valueAtCell = (decision: Decision, decided: Decided, index: bigint): number => {
    if (!steering.has(decision.name)) return Number(index / cellsUnder(decision, decided, 0))
    let rest = index
    let value = 0
    for (; rest >= cellsUnder(decision, decided, value); value++) {
      rest -= cellsUnder(decision, decided, value)
    }
    return value
  }

  const memoKey = (decision: Decision, decided: Decided): string => {
    const { id, later } = decision
    let key = String(id)
    for (const name of later) {
      const value = decided.get(name)
      if (value !== undefined) key += ` ${JSON.stringify(name)}${steering.has(name) ? value : ''}`
    }
    for (const name of judge.awaited({ decision, decided })) {
      if (!later.has(name)) key += ` ${JSON.stringify(name)}${decided.get(name)}`
    }
    return key
  }

  const size = count(first, new Map())
  judged = Number.NEGATIVE_INFINITY // the limit applies to counting only
  return { first, size, cellsUnder, cellsBefore, valueAtCell }
}
