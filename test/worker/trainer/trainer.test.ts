import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { PreprocessSpec } from '../../../src/data/prepare/preprocess.ts'
import { ValidationSpec } from '../../../src/data/split/validation.ts'
import { checked } from '../../../src/engine/spec.ts'
import type { TrainRequest } from '../../../src/worker/trainer/protocol.ts'
import { startTrainer, TrainerDied } from '../../../src/worker/trainer/trainer.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-trainer-'))
after(() => fs.rmSync(folder, { recursive: true }))

/** A child that speaks the protocol without TensorFlow; `onTrain` is its answer to a `train` message. */
function childWith(name: string, onTrain: string): string {
  const file = path.join(folder, `${name}.mjs`)
  const code = `
    process.on('disconnect', () => process.exit(0))
    process.on('message', (message) => { if (message.type === 'train') { ${onTrain} } })
    process.send({ type: 'ready', backend: 'none', device: 'cpu', library: '0', advice: null })
  `
  fs.writeFileSync(file, code)
  return file
}

const request: TrainRequest = {
  key: 's/0/1',
  datasetPath: '',
  spec: checked({
    layers: [{ type: 'dense', units: 'outputs' }],
    loss: 'meanSquaredError',
    optimizer: { type: 'sgd', learningRate: 0.1 },
    batchSize: 10,
    epochs: 1,
  }),
  preprocess: PreprocessSpec.parse({}),
  validation: ValidationSpec.parse('holdout'),
  objective: { metric: 'validation.loss', direction: 'minimize' },
  reported: [],
  seed: 0,
  orderSeed: 0,
  checkpoint: null,
  decisionSteps: [],
  isOrdered: false,
  endsByTime: false,
  keepsHeldOut: false,
  isInherited: false,
}
const taken = { judged: Promise.resolve(), stored: Promise.resolve() }
const listener = { epochs: () => taken, checkpoint: () => {} }

test('a training ends with what the child says', async () => {
  const end = `{ how: 'failed', reason: 'diverged', step: 3 }`
  const file = childWith(
    'answers',
    `process.send({ type: 'end', key: message.requests[0].key, end: ${end}, durationMs: 5, execution: 'eager', peakBytes: 7 })`,
  )
  const trainer = await startTrainer(file, {})
  const result = await trainer.train([{ request, listener }])[0]
  assert.deepEqual(result, {
    end: { how: 'failed', reason: 'diverged', step: 3 },
    durationMs: 5,
    execution: 'eager',
    peakBytes: 7,
  })
  trainer.kill()
  await trainer.died
})

test('the space of a child for young objects is small', async () => {
  const end = `{ how: 'failed', reason: process.execArgv.join(' '), step: 1 }`
  const file = childWith(
    'options',
    `process.send({ type: 'end', key: message.requests[0].key, end: ${end}, durationMs: 1 })`,
  )
  const trainer = await startTrainer(file, {})
  const result = await trainer.train([{ request, listener }])[0]
  assert.match((result!.end as { reason: string }).reason, /--max-semi-space-size=2/)
  trainer.kill()
  await trainer.died
})

test('a child that awaits a verdict hears of it once the epochs are judged, stored or not', async () => {
  const file = childWith(
    'awaits',
    `const { key } = message.requests[0]
     const heard = []
     process.on('message', ({ type }) => {
       heard.push(type)
       const end = { how: 'failed', reason: heard.join(), step: 1 }
       if (type === 'judged') process.send({ type: 'end', key, end, durationMs: 1 })
     })
     process.send({ type: 'epochs', key, epochs: [], awaitsVerdict: false })
     process.send({ type: 'epochs', key, epochs: [], awaitsVerdict: true })`,
  )
  const trainer = await startTrainer(file, {})
  let calls = 0
  const judging = {
    ...listener,
    epochs() {
      calls += 1
      if (calls === 2) trainer.end(request.key, 'prune')
      return { ...taken, stored: new Promise<void>(() => {}) }
    },
  }
  const result = await trainer.train([{ request, listener: judging }])[0]
  assert.deepEqual(result?.end, { how: 'failed', reason: 'end,judged', step: 1 })
  trainer.kill()
  await trainer.died
})

test('a child hears how many of its epochs are stored', async () => {
  const file = childWith(
    'stored',
    `const { key } = message.requests[0]
     process.on('message', ({ type, epochs }) => {
       const end = { how: 'failed', reason: type, step: epochs }
       process.send({ type: 'end', key, end, durationMs: 1 })
     })
     process.send({ type: 'epochs', key, epochs: [1, 2, 3], awaitsVerdict: false })`,
  )
  const trainer = await startTrainer(file, {})
  const result = await trainer.train([{ request, listener }])[0]
  assert.deepEqual(result?.end, { how: 'failed', reason: 'stored', step: 3 })
  trainer.kill()
  await trainer.died
})

test('a child that dies in the middle rejects its training with how it ended', async () => {
  const file = childWith('dies', `console.error('segmentation fault'); process.exit(7)`)
  const trainer = await startTrainer(file, {})
  await assert.rejects(trainer.train([{ request, listener }])[0]!, (error: Error) => {
    assert.ok(error instanceof TrainerDied)
    assert.match(error.message, /exit code 7/)
    return true
  })
  await trainer.died
  await assert.rejects(trainer.train([{ request, listener }])[0]!, TrainerDied)
})

test('a child that ends before it is ready is no trainer', async () => {
  const file = path.join(folder, 'never.mjs')
  fs.writeFileSync(file, 'process.exit(1)')
  await assert.rejects(startTrainer(file, {}), TrainerDied)
})

test('what a child prints reaches the listener line by line', async () => {
  const file = childWith('prints', `console.log('first'); console.log('second')`)
  const lines: string[] = []
  const seen = new Promise<void>((resolve) => {
    const line = (text: string) => {
      if (lines.push(text) === 2) resolve()
    }
    void startTrainer(file, {}, { line }).then((trainer) => {
      void trainer.train([{ request, listener }])[0]!.catch(() => {})
      return seen.then(trainer.kill)
    })
  })
  await seen
  assert.deepEqual(lines, ['first', 'second'])
})

test('a trainer that is ended because it hangs says so, and what was heard of it is known until then', async () => {
  const file = childWith('hangs', 'process.send({ type: "busy", expectedMs: 7 }); for (;;) {}')
  const trainer = await startTrainer(file, {})
  assert.equal(trainer.heard(), null)
  const [trained] = trainer.train([{ request, listener }])
  const busy = () => trainer.heard()?.busy?.expectedMs
  while (busy() !== 7) await new Promise((resolve) => setTimeout(resolve, 10))
  trainer.endFor('hung')
  await assert.rejects(trained!, /trainer ended: it stopped responding/)
  assert.equal(trainer.heard(), null)
})

test('a dataset file that is missing is the fault of the machine', async () => {
  const entry = fileURLToPath(
    new URL('../../../src/worker/trainer/trainer-main.js', import.meta.url),
  )
  const trainer = await startTrainer(entry, { SWEEPD_DEVICE: 'cpu' })
  const missing = { ...request, datasetPath: path.join(folder, 'no such file') }
  const { end } = await trainer.train([{ request: missing, listener }])[0]!
  trainer.kill()
  await trainer.died
  assert.equal(end.how, 'broken', JSON.stringify(end))
  assert.match('reason' in end ? end.reason : '', /ENOENT/)
})
