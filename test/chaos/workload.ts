/** Searches that run while things break, and what must be true of them in the end. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../e2e/service.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers of any shape; the assertions are the types
type Json = any

/** Tries until the server answers something other than a fault of its own. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer>
interface Answer {
  status: number
  body: Json
}

export function callerOf(url: string): Call {
  return async (method, path, body, headers = {}) => {
    for (;;) {
      const answer = await once(url + path, { method, body, headers })
      if (answer !== null && answer.status < 500) return answer
      // gone, busy or full
      await delay(200)
    }
  }
}

async function once(
  url: string,
  request: { method: string; body: unknown; headers: Record<string, string> },
): Promise<Answer | null> {
  const { method, body, headers } = request
  try {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(30_000),
      ...(body === undefined
        ? {}
        : body instanceof FormData
          ? { body }
          : {
              body: JSON.stringify(body),
              headers: { 'content-type': 'application/json', ...headers },
            }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  } catch {
    return null
  }
}

const network = {
  layers: [
    { type: 'dense', units: { $choice: [4, 8, 12, 16] }, activation: 'relu' },
    { type: 'dense', units: 'outputs' },
  ],
  loss: 'meanSquaredError',
  optimizer: { type: 'adam', learningRate: { $choice: [0.001, 0.003, 0.01, 0.03, 0.1] } },
  batchSize: 16,
  epochs: 400,
}

const objective = { metric: 'validation.rmse', direction: 'minimize' }
const gridCells = 20
// what is killed again and again before its first epoch is no fault of the trial
const common = { objective, maxAttempts: 10, seed: 1 }

export async function uploadData(call: Call): Promise<void> {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const x = Math.sin(i * 12.9898) * 3
    return `${x},${Math.cos(i)},${x * x + Math.cos(i)}`
  })
  const form = new FormData()
  form.set('spec', JSON.stringify({ name: 'data', format: 'csv', task: 'regression', target: 'y' }))
  form.set('file', new Blob([`a,b,y\n${rows.join('\n')}\n`]), 'data.csv')
  const { status, body } = await call('POST', '/v1/datasets', form)
  // the first try may have been stored although its answer was lost
  assert.ok([201, 409].includes(status), JSON.stringify(body))
}

export interface Search {
  id: string
  check(): Promise<void>
}

type MakeSearch = (call: Call, round: number) => Promise<Search>

/** Every cell once, however often its workers were killed. */
const grid: MakeSearch = async (call, round) => {
  const id = await post(call, { ...common, name: `grid ${round}`, sampler: { type: 'grid' } })
  return {
    id,
    async check() {
      const trials = await allTrials(call, id)
      const cells = new Set(trials.map(({ params }) => JSON.stringify(params)))
      assert.equal(trials.length, gridCells, `${id}: trials of a grid of ${gridCells}`)
      assert.equal(cells.size, gridCells, `${id}: cells`)
      for (const { number, state, reason } of trials) {
        assert.equal(state, 'complete', `${id}: trial ${number} ${state}: ${reason}`)
      }
    },
  }
}

/** Stopped early or complete: never failed. */
const pruned: MakeSearch = async (call, round) => {
  const id = await post(call, {
    ...common,
    name: `pruned ${round}`,
    sampler: { type: 'random' },
    pruner: { type: 'asha', minResource: 20 },
    budget: { trials: 20 },
  })
  return {
    id,
    async check() {
      for (const { number, state, reason } of await allTrials(call, id)) {
        const isEnded = state === 'complete' || state === 'pruned'
        assert.ok(isEnded, `${id}: trial ${number} ${state}: ${reason}`)
      }
    },
  }
}

const toldTrials = 40

/** Nothing that was answered with 200 may be missing, or be worth anything else. */
const external: MakeSearch = async (call, round) => {
  const id = await post(call, {
    name: `external ${round}`,
    dataset: undefined,
    objective: { metric: 'value', direction: 'minimize' },
    space: { x: { $float: { low: 0, high: 1 } } },
    sampler: { type: 'random' },
    budget: { trials: toldTrials },
    leaseSeconds: 4,
    maxAttempts: 10,
  })
  const told = new Map<number, number>()
  const client = async (clientId: string): Promise<void> => {
    for (;;) {
      const { body } = await call('POST', `/v1/studies/${id}/trials/suggest`, { clientId })
      const [trial] = body.trials
      if (trial === undefined) {
        const { state } = (await call('GET', `/v1/studies/${id}`)).body
        if (state !== 'running') return
        await delay(500)
        continue
      }
      // each client abandons some trials: another one is given them
      if ((trial.number + clientId.length) % 7 === 3 && !abandoned.has(trial.number)) {
        abandoned.add(trial.number)
        await delay(6_000)
        continue
      }
      const value = trial.params.x
      const at = `/v1/studies/${id}/trials/${trial.number}/complete`
      const { status } = await call('POST', at, { value, clientId })
      if (status === 200) told.set(trial.number, value)
    }
  }
  const abandoned = new Set<number>()
  const clients = Promise.all(['a', 'bb', 'ccc'].map(client))
  return {
    id,
    async check() {
      await clients
      const trials = await allTrials(call, id)
      const complete = new Map(
        trials
          .filter(({ state }: Json) => state === 'complete')
          .map(({ number, value }: Json) => [number, value]),
      )
      for (const [number, value] of told) {
        assert.equal(complete.get(number), value, `${id}: trial ${number} was told`)
      }
      assert.equal(trials.length, toldTrials)
    },
  }
}

export const searches: Record<string, MakeSearch> = { grid, pruned, external }

/** Waits for its end, then for the verdict of the invariant checker and its own check. */
export async function assertSound(call: Call, { id, check }: Search): Promise<void> {
  await until(
    async () => (await call('GET', `/v1/studies/${id}`)).body.state !== 'running',
    `study ${id} ends`,
    300_000,
  )
  const { body: study } = await call('GET', `/v1/studies/${id}`)
  assert.equal(study.state, 'complete', JSON.stringify(study))
  await check()
  const { body } = await call('GET', `/v1/studies/${id}/diagnosis`)
  assert.deepEqual(body.broken, [], `study ${study.name}`)
}

async function post(call: Call, study: object): Promise<string> {
  const name = 'name' in study ? String(study.name) : ''
  const request = { dataset: 'data', space: network, ...study }
  // its answer may be lost: asked for again, it is the same study
  const headers = { 'idempotency-key': name }
  const { status, body } = await call('POST', '/v1/studies', request, headers)
  assert.ok(status === 201 || status === 200, JSON.stringify(body))
  return body.id
}

async function allTrials(call: Call, id: string): Promise<Json[]> {
  return (await call('GET', `/v1/studies/${id}/trials?limit=1000`)).body.items
}
