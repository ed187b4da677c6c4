import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { contenders, lanesOf } from '../../../bench/search/contenders.ts'
import { tablesOf } from '../../../bench/search/table.ts'
import { peerParams, workloads } from '../../../bench/search/workloads.ts'

const workload = workloads.find(({ name }) => name === 'mlp-100')!
const { trials } = workload

/** One round each, in these seconds. */
function table(seconds: Record<string, number>, trained = trials): string[][] {
  const sides = Object.entries(seconds).map(([name, each]) => ({
    contender: contenders.find((one) => one.name === name)!,
    runs: [{ trials: trained, seconds: each, best: 1 }],
  }))
  const rows = tablesOf([{ workload, sides }]).split('\n')
  return rows
    .filter((row) => row.startsWith('| mlp-100'))
    .map((row) => row.split('|').map((cell) => cell.trim()))
}

describe('tables of bench/search', () => {
  it('compare one at a time with one at a time, and side by side with side by side', () => {
    const rows = table({
      Sweepd: 10,
      'Sweepd, one at a time': 20,
      JAX: 40,
      'JAX vmap': 30,
    })
    const ratios = Object.fromEntries(rows.map((cells) => [cells[2], [cells[7], cells[8]]]))
    assert.deepEqual(ratios, {
      Sweepd: ['–', '–'],
      'Sweepd, one at a time': ['–', '–'],
      JAX: ['4×', '2×'],
      'JAX vmap': ['3×', '3×'],
    })
  })

  it('show no best value of fewer trials', () => {
    assert.deepEqual(
      [trials, 2].map((trained) => table({ Sweepd: 10 }, trained)[0]![9]),
      ['1', '–'],
    )
  })
})

describe('peers of bench/search', () => {
  it('are given the params of a trial by their own names', () => {
    const params = { 'optimizer.learningRate': 0.01, 'layers[0].times': 3 }
    assert.deepEqual(peerParams(params, workload), { learningRate: 0.01, depth: 3 })
  })

  it('refuse a param that they would ignore', () => {
    assert.throws(() => peerParams({ batchSize: 10 }, workload), /no peer knows batchSize/)
  })

  it('share the trials between two processes', () => {
    const vmap = contenders.find(({ name }) => name === 'JAX vmap')!
    assert.deepEqual(
      [96, 64, 6, 3].map((count) => lanesOf(vmap, count)),
      [16, 16, 3, 2],
    )
  })
})
