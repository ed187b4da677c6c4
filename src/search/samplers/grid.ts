import { z } from 'zod'
import { cellAt, findCell, gridSize } from '../grid/grid.ts'
import { permuted, unpermuted } from '../grid/permutation.ts'
import { defineSampler, type SuggestContext } from '../sampler.ts'

export const maxCells = 1_000_000

/**
 * Grid search: tries every reachable cell once. It skips infeasible cells, and cells that a user enqueued before their
 * turn.
 */
export const grid = defineSampler({
  summary: 'Every combination once',
  suits: 'trying every reachable combination exactly once; the study then ends',
  source: null,
  phases: { grid: { cell: 'index of the cell in the grid' } },
  options: z.strictObject({
    shuffle: z.boolean().default(false).describe('visit the cells in a seeded random order'),
  }),
  usesHistory: false,
  isFinite: true,
  maxObjectives: Number.POSITIVE_INFINITY,
  check(space) {
    const grid = gridSize(space)
    if (!grid.ok) return grid.faults
    if (grid.size <= maxCells) return []
    return [
      { pointer: '', detail: `the grid has ${grid.size} cells; at most ${maxCells} are accepted` },
    ]
  },
  // with constraints, cells are counted one by one at first
  costMs: ({ space }) => (space.constraints.length > 0 ? 10 : 0),
  suggest(context, { shuffle }) {
    const { space, seed } = context
    const grid = gridSize(space)
    if (!grid.ok || grid.size > maxCells) throw new Error('check refuses this grid')
    const size = Number(grid.size)
    const order: Order = shuffle
      ? {
          cellOfTurn: (turn) => permuted(turn, size, seed),
          turnOfCell: (cell) => unpermuted(cell, size, seed),
        }
      : { cellOfTurn: (turn) => turn, turnOfCell: (cell) => cell }
    const turn = findTurn(context, order, size)
    if (turn >= size) return null
    const cell = order.cellOfTurn(turn)
    return { params: cellAt(space, cell), provenance: { sampler: 'grid', phase: 'grid', cell } }
  },
})

/** Maps turns to cells, both from 0. */
interface Order {
  cellOfTurn(turn: number): number
  turnOfCell(cell: number): number
}

/**
 * Replays the study: each suggestion takes the next turn whose cell is feasible and was not enqueued
 * before. A cell enqueued after its turn was already suggested, so it is not skipped.
 */
function findTurn(context: SuggestContext, order: Order, size: number): number {
  const { space, suggestionIndex, enqueued, isFeasible } = context
  const skipped = new Set<number>()
  let turn = -1
  let suggested = 0
  for (const [index, { number, params }] of enqueued.entries()) {
    const suggestedBefore = number - index
    turn = advance(turn, suggestedBefore - suggested)
    suggested = suggestedBefore
    const cell = findCell(space, params)
    if (cell !== null) skipped.add(order.turnOfCell(Number(cell)))
  }
  return advance(turn, suggestionIndex + 1 - suggested)

  /** Returns the turn of the suggestion that is `steps` later. */
  function advance(from: number, steps: number): number {
    if (isFeasible === null) {
      const ahead = [...skipped].filter((turn) => turn > from).sort((a, b) => a - b)
      return ahead.reduce((to, turn) => (turn <= to ? to + 1 : to), from + steps)
    }
    let to = from
    for (let left = steps; left > 0 && to < size; ) {
      to += 1
      if (to < size && !skipped.has(to) && isFeasible(cellAt(space, order.cellOfTurn(to))))
        left -= 1
    }
    return to
  }
}
