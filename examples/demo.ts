/**
 * `npm run demo`: searches over convolutional networks on 10,000 handwritten digits, and prints the leaderboard.
 * Starts a separate service on a free port, in a temporary folder that is deleted at the end.
 */
import { once } from 'node:events'
import { type Client, createClient } from '../src/cli/client.ts'
import { liveDisplay, plainDisplay } from '../src/cli/show/displays.ts'
import { formatDuration, formatNumber } from '../src/cli/show/format.ts'
import { showLeaderboard } from '../src/cli/show/leaderboard.ts'
import { type Outcome, watchStudy } from '../src/cli/show/watch.ts'
import { processTerminal } from '../src/cli/terminal.ts'
import { startService } from './service.ts'

const wantedAccuracy = 0.96
const interrupted = 130

const study = {
  name: 'demo',
  dataset: 'mnist',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  space: {
    preprocess: { resize: [14, 14] },
    layers: [
      {
        $repeat: {
          times: { $int: { low: 1, high: 3 } },
          layer: {
            type: 'conv2d',
            filters: { $choice: [8, 12, 16] },
            kernelSize: { $choice: [3, 5] },
            padding: 'same',
            activation: { $choice: ['relu', 'elu', 'tanh'] },
          },
        },
      },
      { type: 'maxPool2d', poolSize: 2 },
      { type: 'flatten' },
      { type: 'dropout', rate: { $float: { low: 0.1, high: 0.5 } } },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: {
      $choice: [
        { type: 'adam', learningRate: { $float: { low: 5e-4, high: 2e-2, log: true } } },
        {
          type: 'sgd',
          learningRate: { $float: { low: 5e-3, high: 0.5, log: true } },
          momentum: 0.9,
        },
      ],
    },
    batchSize: { $choice: [32, 64, 128] },
    epochs: 8,
    earlyStopping: { patience: 3 },
  },
  sampler: { type: 'random' },
  budget: { trials: 24, seconds: 150 },
  seed: 1,
}

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

const startedAt = performance.now()
say('Starting Sweepd: PostgreSQL, API, worker …')
const service = startService()
try {
  const accuracy = await Promise.race([demonstrate(), service.died, interruption(stop.signal)])
  if (accuracy < wantedAccuracy) {
    throw new Error(`The test accuracy should be at least ${percent(wantedAccuracy)}.`)
  }
} catch (error) {
  process.exitCode = stop.signal.aborted ? interrupted : 1
  if (!stop.signal.aborted) {
    process.stderr.write(`${service.logTail()}\n${String(error)}\n`)
  }
} finally {
  await service.stop()
}
const took = formatDuration(performance.now() - startedAt)
say(stop.signal.aborted ? 'Interrupted; everything is stopped.' : `Everything is stopped: ${took}.`)
process.exit() // an interrupted search may still be waiting for the stopped service

/** @returns the best trial's accuracy on the test split */
async function demonstrate(): Promise<number> {
  say(await service.ready)
  const client = createClient({ url: service.url(), apiKey: null })
  return showBest(client, await search(client))
}

async function search(client: Client): Promise<Outcome> {
  const { trials, seconds } = study.budget
  say(`Searching: random, ${trials} trials or ${seconds} s, whichever comes first`)
  const { id } = await client.createStudy(study, crypto.randomUUID())
  const display = processTerminal.isInteractive ? liveDisplay : plainDisplay
  const { signal } = stop
  const options = { display: display(processTerminal), limit: 10, signal }
  return watchStudy(client, id, options)
}

async function showBest(client: Client, { study, leaderboard }: Outcome): Promise<number> {
  if (study.best === null) throw new Error('No trial completed.')
  const { id, objective, best, stopReason } = study
  const { number, value } = best
  say(`\nLeaderboard (the search ended with ${stopReason})`)
  say(showLeaderboard(leaderboard.items, { objective, width: processTerminal.columns() }))
  const { spec } = await client.trial(id, number)
  say(`\nBest configuration, trial ${number}:`)
  for (const [key, part] of Object.entries(spec)) say(...lines(key, part))
  const { metrics, rows } = await client.evaluate(id, number)
  const accuracy = metrics.accuracy ?? Number.NaN
  say(`\nIts accuracy: ${percent(value)} on validation rows, which the search could see,`)
  say(`              ${percent(accuracy)} on ${rows} test rows, which it never saw`)
  return accuracy
}

/** One line for each value, and for each element of a list. */
function lines(key: string, value: unknown): string[] {
  if (!Array.isArray(value) || typeof value[0] !== 'object') return [`  ${key}: ${inline(value)}`]
  return [`  ${key}:`, ...value.map((element) => `    ${inline(element)}`)]
}

/** `conv2d filters: 16, kernelSize: 3`: the type first, because PostgreSQL does not keep the order of keys. */
function inline(value: unknown): string {
  if (typeof value === 'number') return formatNumber(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return String(value)
  const { type, ...options } = value as Record<string, unknown>
  const named = Object.entries(options).map(([key, option]) => `${key}: ${inline(option)}`)
  return [...(type === undefined ? [] : [type]), named.join(', ')].join(' ').trim()
}

async function interruption(signal: AbortSignal): Promise<never> {
  await once(signal, 'abort')
  throw signal.reason
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`
}

function say(...texts: string[]): void {
  for (const text of texts) processTerminal.write(`${text}\n`)
}
