import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeWorkers } from '../../../src/cli/show/workers.ts'

const worker = {
  id: 'a',
  trainers: 2,
  backend: 'tensorflow',
  device: 'cpu',
  library: '2.21.0',
  advice: null,
}

test('trainers of all workers are counted', () => {
  const text = describeWorkers([worker, { ...worker, id: 'b' }])
  assert.equal(text, '4 trainers, TensorFlow 2.21.0 on cpu')
})

test('the slow backend is called slow, with what to install', () => {
  const slow = { ...worker, trainers: 1, backend: 'cpu', library: '4.22.0', advice: 'install pip' }
  assert.equal(describeWorkers([slow]), '1 trainer, pure JavaScript; slow: install pip')
})
