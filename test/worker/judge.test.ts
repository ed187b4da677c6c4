/** Verdicts on trials that workers train: of several studies in one look, written down, and some only audited. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { writeEpochs } from '../../src/db/tables/metrics/epochs.ts'
import type { StudySpec } from '../../src/study/study-spec.ts'
import { createJudge } from '../../src/worker/judge.ts'
import { type TestApi, testApi } from '../support/api.ts'
import { createExternal } from '../support/external-study.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

const sampler = { type: 'random' }
const asha = { type: 'asha', minResource: 1, reductionFactor: 2, minPeers: 1 }

/** Trial n reports n at the first step, once the judge asks for what is not yet stored. */
async function studyOf(pruner: object, count: number) {
  const id = await createExternal(api, { sampler, pruner })
  const body = { clientId: 'worker', count }
  await api.call('POST', `/v1/studies/${id}/trials/suggest`, body)
  const { spec } = (await api.call('GET', `/v1/studies/${id}`)).body as { spec: StudySpec }
  const rows = Array.from({ length: count }, (_, number) => ({
    studyId: id,
    number,
    fencing: 1,
    step: 1,
    value: number,
    train: {},
    validation: {},
  }))
  return { id, spec, rows }
}

test('trials of two studies are judged by their own pruners, and an audited one goes on', async () => {
  const strict = await studyOf(asha, 3)
  const audited = await studyOf({ ...asha, audit: 1 }, 3)
  const judge = createJudge(api.db, async () => {
    await writeEpochs(api.db.pool, [...strict.rows, ...audited.rows])
  })
  const ask = ({ id: studyId, spec }: typeof strict, number: number) =>
    judge({ studyId, spec, number, steps: [1], lastStep: 9 })
  const verdicts = await Promise.all([ask(strict, 2), ask(audited, 2), ask(strict, 0)])
  const [first] = verdicts
  assert.ok(first)
  assert.deepEqual([first.pruner, first.step, first.value, first.threshold], ['asha', 1, 2, 0])
  assert.deepEqual(verdicts.slice(1), [false, false])
  const stopOf = async (id: string, number: number) =>
    (await api.call('GET', `/v1/studies/${id}/trials/${number}`)).body.provenance.stop
  assert.equal((await stopOf(strict.id, 2)).isAudited, false)
  assert.equal((await stopOf(audited.id, 2)).isAudited, true)
  assert.equal(await stopOf(strict.id, 0), undefined)
  assert.equal(await ask(audited, 2), false, 'is not judged again')
  const { pruning } = (await api.call('GET', `/v1/studies/${audited.id}`)).body
  assert.deepEqual([pruning.audited, pruning.complete, pruning.falsePruneRate], [1, 0, null])
})
