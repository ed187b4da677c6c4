/** Runs clients that get trials from Sweepd over HTTP and report results, each one trial at a time. */
import http from 'node:http'

export interface Load {
  sampler: 'random' | 'tpe'
  clients: number // running at the same time
  trials: number // in total
  seed: number
}

export interface Measured {
  seconds: number
  trials: number
}

/** The same search space as in bench/ask/peer.py. */
const space = {
  x0: { $float: { low: 0, high: 1 } },
  x1: { $float: { low: 0, high: 1 } },
  x2: { $float: { low: 0, high: 1 } },
  x3: { $float: { low: 0, high: 1 } },
  n: { $int: { low: 1, high: 100, log: true } },
  kind: { $choice: ['a', 'bb', 'ccc'] },
}

interface Spec {
  x0: number
  x1: number
  x2: number
  x3: number
  n: number
  kind: string
}

/** Measures from the first suggestion to the last response. */
export async function runOurs(
  url: string,
  { sampler, clients, trials, seed }: Load,
  { onCreated = (_id: string) => {} } = {},
): Promise<Measured> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: clients })
  const post = poster(url, agent)
  const { id } = await post<{ id: string }>('/v1/studies', {
    name: `${sampler}, ${clients} clients`,
    objective: { metric: 'sum', direction: 'minimize' },
    space,
    sampler: { type: sampler },
    budget: { trials },
    seed,
  })
  onCreated(id)
  const trialsUrl = `/v1/studies/${id}/trials`
  const client = async (clientId: string): Promise<number> => {
    for (let told = 0; ; told++) {
      const asked = await post<{ trials: { number: number; spec: Spec }[] }>(
        `${trialsUrl}/suggest`,
        { clientId },
      )
      const [trial] = asked.trials
      if (!trial) return told
      const { x0, x1, x2, x3, n, kind } = trial.spec
      const value = x0 + x1 + x2 + x3 + n / 100 + kind.length
      await post(`${trialsUrl}/${trial.number}/complete`, { value })
    }
  }
  const startedAt = performance.now()
  const told = await Promise.all(Array.from({ length: clients }, (_, at) => client(`client ${at}`)))
  const seconds = (performance.now() - startedAt) / 1000
  agent.destroy()
  const sum = told.reduce((total, one) => total + one, 0)
  if (sum !== trials) throw new Error(`${sum} trials were reported, not ${trials}`)
  return { seconds, trials }
}

/** POSTs JSON over keep-alive connections; `fetch` would use more CPU time than the code that is measured. */
function poster(url: string, agent: http.Agent) {
  return <T>(path: string, body: unknown): Promise<T> =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body)
      const headers = {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }
      const request = http.request(url + path, { method: 'POST', agent, headers }, (response) => {
        let answer = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          answer += chunk
        })
        response.on('end', () => {
          const isOk = response.statusCode === 200 || response.statusCode === 201
          if (isOk) resolve(JSON.parse(answer) as T)
          else reject(new Error(`${path}: ${response.statusCode} ${answer}`))
        })
      })
      request.on('error', reject)
      request.end(text)
    })
}
