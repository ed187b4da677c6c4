import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { rngFor } from '../../../src/search/rng.ts'
import { samplers } from '../../../src/search/samplers/index.ts'
import { checkParams } from '../../../src/search/space/check-params.ts'
import { previewSpace } from '../../../src/search/space/preview.ts'
import { probeAssignments } from '../../../src/search/space/probe.ts'
import { keyOf, smallSpace, spaceOf } from '../space-arbitrary.ts'

const space = spaceOf({
  layers: [
    {
      $repeat: {
        times: { $int: { low: 0, high: 3 } },
        each: true,
        layer: {
          $choice: [
            { type: 'dense', units: { $int: { low: 2, high: 9, log: true } } },
            { type: 'flatten' },
          ],
        },
      },
    },
  ],
  rate: { $float: { low: 0, high: 1 } },
})

test('every value that tells is reached, however deep it lies', () => {
  const probes = probeAssignments(space)
  const reached = new Set(
    probes.flatMap(({ params }) =>
      Object.entries(params).map(([name, value]) => `${name}=${value}`),
    ),
  )
  for (const expected of [
    'layers[0].times=0',
    'layers[0].times=3',
    'layers[0][2]=flatten',
    'layers[0][2][dense].units=9',
    'layers[0][2][dense].units=2',
    'rate=0',
    'rate=1',
  ]) {
    assert.ok(reached.has(expected), expected)
  }
})

test('a probe says what it exercises, and is the baseline elsewhere', () => {
  const probes = probeAssignments(space)
  assert.deepEqual(probes[0], {
    params: {
      'layers[0].times': 1,
      'layers[0][0]': 'dense',
      'layers[0][0][dense].units': 4,
      rate: 0.5,
    },
    exercises: { kind: 'baseline' },
  })
  const flat = probes.find(
    ({ exercises }) => exercises.kind === 'value' && exercises.parameter === 'layers[0][0]',
  )
  assert.deepEqual(flat?.params, { 'layers[0].times': 1, 'layers[0][0]': 'flatten', rate: 0.5 })
})

test('probes are valid, distinct, within the limit, and reach every parameter', () => {
  fc.assert(
    fc.property(smallSpace(1e7), (space) => {
      const probes = probeAssignments(space)
      assert.ok(probes.length <= 400)
      assert.equal(new Set(probes.map(({ params }) => keyOf(params))).size, probes.length)
      for (const { params, exercises } of probes) {
        assert.deepEqual(checkParams(space, params), [])
        if (exercises.kind === 'value') assert.equal(params[exercises.parameter], exercises.value)
      }
      const reached = new Set(probes.flatMap(({ params }) => Object.keys(params)))
      for (const { name } of space.parameters) assert.ok(reached.has(name), name)
    }),
    { seed: 8, numRuns: 200 },
  )
})

test('the limit cuts a wide choice, not the parameters after it', () => {
  const wide = spaceOf({
    a: { $choice: Array.from({ length: 900 }, (_, i) => i) },
    b: { $bool: true },
  })
  const probes = probeAssignments(wide, { limit: 20 })
  assert.equal(probes.length, 20)
  const values = probes.map(({ params }) => params)
  assert.ok(values.some(({ a }) => a === 899))
  assert.ok(values.some(({ b }) => b === false))
})

test('a preview shows parameters, grid size or why there is none, and trials of a random search', () => {
  const preview = previewSpace(space, { seed: 4, samples: 3 })
  assert.equal(preview.gridSize, null)
  assert.deepEqual(
    preview.gridFaults.map(({ pointer }) => pointer),
    ['/rate'],
  )
  assert.equal(preview.parameters[0]?.name, 'layers[0].times')
  assert.equal(preview.samples.length, 3)
  const trial = samplers.random.suggest(
    {
      space,
      directions: [],
      history: [],
      number: 2,
      suggestionIndex: 2,
      enqueued: [],
      seed: 4,
      rng: rngFor(4, 2),
      isFeasible: null,
    },
    {},
  )
  assert.deepEqual((trial as { params: unknown }).params, preview.samples[2]?.params)
  const huge = spaceOf({ a: Array.from({ length: 10 }, () => ({ $int: { low: 1, high: 1e6 } })) })
  assert.equal(previewSpace(huge, { seed: 0, samples: 0 }).gridSize, `1${'0'.repeat(60)}`)
  assert.equal(previewSpace(spaceOf({ a: { $bool: true } }), { seed: 0, samples: 0 }).gridSize, 2)
})
