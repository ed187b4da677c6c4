/** Nothing is lost and nothing is counted twice, whatever is killed. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { describe, test } from 'node:test'
import { backends, ended, type Json, startService, temporaryFolder, until } from './service.ts'

const study = {
  name: 'survivor',
  dataset: 'mnist',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  sampler: { type: 'random' },
  budget: { trials: 12 },
  seed: 3,
  space: {
    preprocess: { resize: [7, 7] },
    layers: [
      { type: 'flatten' },
      { type: 'dense', units: { $int: { low: 4, high: 16 } }, activation: 'relu' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: { $float: { low: 1e-3, high: 1e-1, log: true } } },
    batchSize: 256,
    epochs: 6,
  },
}

for (const backend of backends) {
  describe(`killed over the ${backend.name} queue`, () => {
    test('a service killed in the middle goes on where it was', async (t) => {
      const folder = temporaryFolder()
      const queue = await backend.start()
      const options = { folder, ...(queue.url ? { queueUrl: queue.url } : {}) }
      const first = await startService(options)
      const { body: made } = await first.call('POST', '/v1/studies', study)
      await until(async () => {
        const { body } = await first.call('GET', `/v1/studies/${made.id}`)
        return body.trials.complete >= 3
      }, 'three trials')
      await first.kill()

      const second = await startService(options)
      t.after(async () => {
        await second.stop()
        await queue.stop()
        fs.rmSync(folder, { recursive: true, force: true })
      })
      const answer = await ended(second, made.id)
      assert.deepEqual([answer.state, answer.trials.complete], ['complete', 12])
      const { body: board } = await second.call(
        'GET',
        `/v1/studies/${made.id}/leaderboard?limit=50`,
      )
      const numbers = board.items
        .map((item: Json) => item.number)
        .toSorted((a: number, b: number) => a - b)
      assert.deepEqual(numbers, [...numbers.keys()])
      for (const number of numbers) {
        const at = `/v1/studies/${made.id}/trials/${number}/metrics`
        const { body: metrics } = await second.call('GET', at)
        assert.deepEqual(
          metrics.points.map((point: Json) => point.step),
          [1, 2, 3, 4, 5, 6],
        )
      }
    })
  })
}
