/** `sweepd reproduce` writes a folder from which `sweepd retrain` trains a trial again, without the service. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ended, type Service, startService, temporaryFolder } from './service.ts'

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url))

const study = {
  dataset: 'iris',
  sampler: { type: 'random' },
  seed: 3,
  budget: { trials: 6 },
  space: {
    layers: [
      { type: 'dense', units: 16, activation: 'tanh' },
      { type: 'dropout', rate: 0.2 },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: { $float: { low: 1e-3, high: 1e-1, log: true } } },
    batchSize: 16,
    epochs: 30,
  },
}

const folder = temporaryFolder()
let service: Service
let isStopped = false
const stop = async () => {
  if (!isStopped) await service.stop()
  isStopped = true
}
before(async () => {
  service = await startService({ folder, env: { SWEEPD_EXECUTION: 'xla' } })
  for (const posted of [
    { ...study, name: 'ordered', ordered: true },
    { ...study, name: 'lanes' },
  ]) {
    const { status, body } = await service.call('POST', '/v1/studies', posted)
    assert.equal(status, 201, JSON.stringify(body))
    await ended(service, body.id)
  }
  for (const [name, number] of [
    ['ordered', '5'],
    ['lanes', '2'],
  ] as const) {
    const { status, output } = sweepd('reproduce', name, number, '-o', name)
    assert.equal(status, 0, output)
  }
  await stop()
})
after(async () => {
  await stop()
  fs.rmSync(folder, { recursive: true, force: true })
})

function sweepd(...args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, SWEEPD_URL: service.url }
  const ran = spawnSync(process.execPath, [main, ...args], { cwd: folder, env, encoding: 'utf8' })
  return { status: ran.status, output: ran.stdout + ran.stderr }
}

describe('sweepd retrain', () => {
  it('is told how the training was executed, and does the same whatever the environment says', () => {
    const recipe = JSON.parse(fs.readFileSync(path.join(folder, 'ordered', 'recipe.json'), 'utf8'))
    assert.equal(recipe.trial.execution, 'xla')
  })

  it('comes to the same bits for a trial of an ordered study', () => {
    const { status, output } = sweepd('retrain', 'ordered')
    assert.equal(status, 0, output)
    assert.match(output, /metrics: all 360 numbers are equal, bit for bit\nmodel: the same bytes\n/)
  })

  it('comes close for a trial that was trained beside others, and says by how much', () => {
    const { status, output } = sweepd('retrain', 'lanes', '--tolerance', '0.001')
    assert.equal(status, 0, output)
    assert.match(output, /metrics: (all 360 numbers are equal|\d+ of 360 numbers differ)/)
  })

  it('fails for other numbers, and refuses other data', () => {
    const file = (name: string) => path.join(folder, 'ordered', name)
    const epochs = JSON.parse(fs.readFileSync(file('epochs.json'), 'utf8'))
    epochs[3].train.loss *= 2
    fs.writeFileSync(file('epochs.json'), JSON.stringify(epochs))
    const differing = sweepd('retrain', 'ordered', '--tolerance', '0.01')
    assert.equal(differing.status, 1, differing.output)
    assert.match(differing.output, /1 of 360 numbers differ, from epoch 4 on, by at most 0\.50/)
    fs.appendFileSync(file('dataset.bin'), 'x')
    const refused = sweepd('retrain', 'ordered')
    assert.equal(refused.status, 2, refused.output)
    assert.match(refused.output, /not the bytes that the trial was trained on/)
  })

  it('refuses a folder without a recipe', () => {
    const { status, output } = sweepd('retrain', 'nowhere')
    assert.equal(status, 2, output)
    assert.match(output, /nowhere.recipe\.json: ENOENT/)
  })
})
