/** Suggestions in a thread are those of this one, and others get their turn meanwhile. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { SamplerSpec } from '../../../src/search/samplers/index.ts'
import type { Trial } from '../../../src/search/trial.ts'
import { fillInStudy } from '../../../src/study/check/fill-in-study.ts'
import { withDirections } from '../../../src/study/directions.ts'
import { type LoadedStudy, loadSpace } from '../../../src/study/load-study.ts'
import { PostedStudy } from '../../../src/study/posted-study.ts'
import { type NextTrial, suggestNext } from '../../../src/study/suggest/suggest-next.ts'
import {
  createSuggestThreads,
  type SuggestThreads,
} from '../../../src/study/suggest/suggest-threads.ts'
import { createSuggester } from '../../../src/study/suggest/suggester.ts'

const posted = PostedStudy.parse({
  name: 'in a thread',
  objective: { metric: 'value', direction: 'minimize' },
  space: {
    x: { $float: { low: 1e-3, high: 1, log: true } },
    o: { $choice: [{ type: 'p', k: { $int: { low: 1, high: 20 } } }, { type: 'q' }] },
  },
  sampler: { type: 'gp' },
})
const { spec } = withDirections(fillInStudy(posted, null, new Date(0)))

const studyOf = (id: string): LoadedStudy & { id: string } => ({
  id,
  spec,
  ...loadSpace(spec, null),
})

const nextTrial = (number: number, type: 'gp' | 'tpe' | 'cmaes' = 'gp'): NextTrial => ({
  sampler: SamplerSpec.parse({ type }),
  directions: ['minimize'],
  seed: 3,
  number,
  learnsUntil: null,
  suggestionIndex: number,
  enqueued: [],
  plan: { trials: null, parallelism: null },
})

describe('suggest threads', () => {
  let threads: SuggestThreads
  before(() => {
    threads = createSuggestThreads(2)
  })
  after(() => threads.close())

  for (const type of ['gp', 'tpe', 'cmaes'] as const) {
    test(`answer as this thread does while trials come and end: ${type}`, async () => {
      const [there, here] = [studyOf(`changing-${type}`), studyOf('here')]
      const history: Trial[] = []
      for (let number = 0; number < 24; number++) {
        // two run at a time: their ends change what the thread was told
        if (number >= 2) history[number - 2] = ended(history[number - 2] as Trial)
        const next = nextTrial(number, type)
        const suggestion = await threads.suggest(there, history, next)
        // clones: nothing that was remembered of these objects helps
        assert.deepEqual(suggestion, suggestNext(here, structuredClone(history), next))
        assert.ok(suggestion !== null && suggestion !== 'unsatisfiable')
        history.push(running(number, suggestion.params))
      }
    })
  }

  test('take a history of thousands, and one that has become shorter', async () => {
    const study = studyOf('long')
    const long = Array.from({ length: 2_300 }, (_, number) =>
      ended(running(number, { x: (number + 1) / 2_301, o: 'q' })),
    )
    for (const history of [long, long.slice(0, 700), long]) {
      const next = nextTrial(history.length, 'tpe')
      const suggestion = await threads.suggest(study, history, next)
      assert.deepEqual(suggestion, suggestNext(study, history, next))
    }
  })

  test('a thread that has forgotten a study is told again', async () => {
    const history = Array.from({ length: 12 }, (_, number) =>
      ended(running(number, { x: (number + 1) / 13, o: 'q' })),
    )
    const study = studyOf('forgotten')
    const first = await threads.suggest(study, history, nextTrial(12))
    // other threads stand for ones that have idled and ended
    const others = createSuggestThreads(1)
    try {
      assert.deepEqual(await others.suggest(study, history, nextTrial(12)), first)
    } finally {
      await others.close()
    }
    assert.deepEqual(await threads.suggest(study, history, nextTrial(12)), first)
  })
})

test('gp leaves the event loop to others once it uses its process', async () => {
  const suggester = createSuggester()
  try {
    const study = studyOf('busy')
    const history = Array.from({ length: 200 }, (_, number) =>
      ended(running(number, { x: (number + 1) / 201, o: number % 2 ? 'q' : 'p', k: 1 })),
    )
    const isInThread = async (trials: Trial[], next: NextTrial) => {
      const before = suggester.threads.answered()
      await suggester.suggest(study, trials, next)
      return suggester.threads.answered() > before
    }
    assert.equal(await isInThread([], nextTrial(0)), false, 'a Sobol point')
    assert.equal(await isInThread(history.slice(0, 30), nextTrial(30, 'tpe')), false)
    let turns = 0
    const others = setInterval(() => turns++, 1)
    assert.equal(await isInThread(history, nextTrial(200)), true)
    clearInterval(others)
    assert.ok(turns > 0)
  } finally {
    await suggester.close()
  }
})

function running(number: number, params: Trial['params']): Trial {
  return { number, state: 'running', params, values: null, reports: new Map() }
}

function ended(trial: Trial): Trial {
  const x = Number(trial.params.x)
  const value = (Math.log10(x) + 1.5) ** 2 + (trial.params.o === 'p' ? 0 : 0.2)
  return trial.number % 7 === 5
    ? { ...trial, state: 'failed' }
    : { ...trial, state: 'complete', values: [value], reports: new Map([[1, value]]) }
}
