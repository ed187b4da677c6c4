/** Runs an external study that event streams and long polls watch while clients report its results. */
import http from 'node:http'
import { runOurs } from '../ask/ours.ts'

export interface Watched {
  resultsPerSecond: number
  events: number // over all streams
  polls: number // answered, over all pollers
}

/** @throws Error if a stream misses the end of a trial */
export async function measureWatched(
  url: string,
  {
    streams,
    pollers,
    clients,
    trials,
  }: Record<'streams' | 'pollers' | 'clients' | 'trials', number>,
): Promise<Watched> {
  const stopping = new AbortController()
  const agent = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  let polls = 0
  let opened: EventCount[] = []
  const watch = (id: string) => {
    opened = Array.from({ length: streams }, () => openStream(url, id))
    for (let poller = 0; poller < pollers; poller++) {
      void poll(url, id, { agent, signal: stopping.signal }, () => {
        polls += 1
      })
    }
  }
  const { seconds } = await runOurs(
    url,
    { sampler: 'random', clients, trials, seed: 1 },
    { onCreated: watch },
  )
  await Promise.all(opened.map(({ completed }) => completed(trials)))
  stopping.abort()
  for (const { close } of opened) close()
  agent.destroy()
  const events = opened.reduce((sum, { count }) => sum + count(), 0)
  return { resultsPerSecond: trials / seconds, events, polls }
}

interface EventCount {
  count(): number
  /** Resolves when the stream has reported this many complete trials. */
  completed(trials: number): Promise<void>
  close(): void
}

function openStream(url: string, id: string): EventCount {
  let events = 0
  let complete = 0
  let rest = ''
  let onChange = () => {}
  const request = http.get(`${url}/v1/studies/${id}/events`, { agent: false }, (response) => {
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (!line.startsWith('data: ')) continue
        events += 1
        if (line.includes('"state":"complete"') && line.includes('"number"')) complete += 1
      }
      onChange()
    })
  })
  request.on('error', () => {}) // the request is destroyed at the end
  return {
    count: () => events,
    completed: (trials) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error(`a stream reported ${complete} complete trials, not ${trials}`))
        }, 60_000)
        onChange = () => {
          if (complete < trials) return
          clearTimeout(late)
          resolve()
        }
        onChange()
      }),
    close: () => void request.destroy(),
  }
}

async function poll(
  url: string,
  id: string,
  { agent, signal }: { agent: http.Agent; signal: AbortSignal },
  onAnswer: () => void,
): Promise<void> {
  let since = 0
  while (!signal.aborted) {
    const text = await get(`${url}/v1/studies/${id}/leaderboard?wait=20&since=${since}`, agent)
    if (text === null) return
    since = Number(/"version":(\d+)/.exec(text)?.[1] ?? 0)
    onAnswer()
  }
}

/** Null if the connection was closed. */
function get(address: string, agent: http.Agent): Promise<string | null> {
  return new Promise((resolve) => {
    const request = http.get(address, { agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
      response.on('error', () => resolve(null))
    })
    request.on('error', () => resolve(null))
  })
}
