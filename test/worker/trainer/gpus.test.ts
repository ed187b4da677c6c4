import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assignGpu, defaultTrainers, parseGpus } from '../../../src/worker/trainer/gpus.ts'

const listed =
  '0, GPU-57cd7577-6427, NVIDIA H200, 81559\n1, GPU-a1b2c3d4-0000, NVIDIA A100, 40960\n'

test('all GPUs count where CUDA_VISIBLE_DEVICES is not set', () => {
  assert.deepEqual(parseGpus(listed, undefined), [
    { id: '0', name: 'NVIDIA H200', memoryBytes: 81_559 * 2 ** 20 },
    { id: '1', name: 'NVIDIA A100', memoryBytes: 40_960 * 2 ** 20 },
  ])
  assert.deepEqual(parseGpus('', undefined), [])
})

test('CUDA_VISIBLE_DEVICES chooses by index or UUID, and an unknown one ends the list', () => {
  const ids = (visible: string) => parseGpus(listed, visible).map(({ id }) => id)
  assert.deepEqual(ids('1'), ['1'])
  assert.deepEqual(ids('1, 0'), ['1', '0'])
  assert.deepEqual(ids('GPU-a1b2'), ['GPU-a1b2'])
  assert.deepEqual(ids('0,-1,1'), ['0'])
  assert.deepEqual(ids('-1'), [])
  assert.deepEqual(ids(''), [])
})

test('trainers take turns on the GPUs and share their memory', () => {
  const gpus = parseGpus(listed, undefined)
  const trainers = defaultTrainers(gpus, 16)
  const places = Array.from(
    { length: trainers },
    (_, place) => assignGpu(place, { gpus, trainers })!,
  )
  for (const { id, memoryBytes } of gpus) {
    const own = places.filter((gpu) => gpu.id === id)
    assert.equal(own.length, trainers / gpus.length)
    const taken = own.reduce((sum, gpu) => sum + gpu.memoryBytes, 0)
    assert.ok(taken > 0.8 * memoryBytes && taken < memoryBytes)
  }
})

test('without a GPU there is a trainer a core', () => {
  assert.equal(defaultTrainers([], 16), 16)
  assert.equal(assignGpu(3, { gpus: [], trainers: 16 }), null)
})
