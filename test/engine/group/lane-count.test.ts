import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lanesThatPay } from '../../../src/engine/group/lane-count.ts'

/** The counts that groups have, one after the other, where a step of a lane takes `usPerStep(lanes)`. */
function climb(ofClass: string, device: string, usPerStep: (lanes: number) => number): number[] {
  const measured = new Map<number, number>()
  return Array.from({ length: 12 }, () => {
    const lanes = lanesThatPay(ofClass, { device, rates: new Map([[ofClass, measured]]) })
    measured.set(lanes, usPerStep(lanes))
    return lanes
  })
}

test('starts with what the table says', () => {
  const rates = new Map([['l16', new Map([[4, 1]])]])
  assert.equal(lanesThatPay('l19', { device: 'cpu', rates }), 8)
  assert.equal(lanesThatPay('f', { device: 'cpu', rates }), 1)
  assert.equal(lanesThatPay('l16', { device: 'gpu', rates: new Map() }), 128)
})

test('climbs to the fastest count, each count tried once, and stays there', () => {
  // the cost of calling ops, shared, and memory that is fallen out of
  const cost = (calls: number, memory: number) => (lanes: number) => calls / lanes + memory * lanes
  assert.deepEqual(climb('l16', 'gpu', cost(700, 0)).slice(0, 4), [128, 256, 256, 256])
  assert.deepEqual(climb('l25', 'gpu', cost(900, 15)).slice(0, 6), [16, 32, 8, 4, 8, 8])
  assert.equal(climb('l19', 'cpu', cost(100, 0)).at(-1), 16)
  assert.equal(climb('l25', 'cpu', cost(0, 1)).at(-1), 1)
})

test('a larger group that is hardly faster is not taken', () => {
  const flat = (lanes: number) => 100 - lanes / 100
  const counts = climb('l19', 'cpu', flat)
  assert.equal(counts.at(-1), 1)
})

test('groups of what was left over have no say', () => {
  const left = new Map([
    [3, 1],
    [12, 1],
  ])
  assert.equal(lanesThatPay('l19', { device: 'cpu', rates: new Map([['l19', left]]) }), 8)
})

test('on a CPU convolutions train alone, whatever was measured', () => {
  const rates = new Map([
    [
      'f',
      new Map([
        [1, 9],
        [2, 1],
      ]),
    ],
  ])
  assert.equal(lanesThatPay('f', { device: 'cpu', rates }), 1)
})
