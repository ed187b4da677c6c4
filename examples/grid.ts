/**
 * The same search as grid.sh, in TypeScript, using only `fetch`. Needs a running Sweepd (npm start):
 *
 *     node dist/examples/grid.js
 */
const url = process.env.SWEEPD_URL ?? 'http://127.0.0.1:3000'
const key = process.env.SWEEPD_API_KEY

const study = {
  name: 'grid.ts',
  dataset: 'mnist',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  sampler: { type: 'grid' },
  space: {
    preprocess: { resize: [14, 14] },
    layers: [
      { type: 'flatten' },
      {
        type: 'dense',
        units: { $choice: [16, 64] },
        activation: { $choice: ['relu', 'tanh'] },
      },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'crossEntropy',
    optimizer: { type: 'adam', learningRate: { $choice: [0.001, 0.003, 0.01] } },
    batchSize: 64,
    epochs: 3,
  },
}

interface Leaderboard {
  version: number
  state: string
  items: { rank: number; number: number; value: number; params: Record<string, unknown> }[]
}

const { id } = await call<{ id: string }>('/v1/studies', {
  method: 'POST',
  body: JSON.stringify(study),
})
console.log(`study ${id}: 2 x 2 x 3 = 12 trials`)

let board = await call<Leaderboard>(`/v1/studies/${id}/leaderboard`)
while (board.state === 'running' || board.state === 'paused') {
  // responds as soon as something changes, at the latest after 20 s
  board = await call(`/v1/studies/${id}/leaderboard?wait=20&since=${board.version}`)
  console.log(`${board.state}, ${board.items.length} complete`)
}
console.table(board.items.map(({ number, value, params }) => ({ trial: number, value, ...params })))

async function call<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = {
    'content-type': 'application/json',
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  }
  const answer = await fetch(url + path, { ...init, headers })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
