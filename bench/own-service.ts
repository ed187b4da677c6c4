/** Starts a separate Sweepd service for a benchmark, and runs searches through its API. */
import { startService } from '../examples/service.ts'
import type { BenchData } from './search/workloads.ts'

/** The fields of a study that the benchmarks read. */
export interface Study {
  id: string
  state: string
  trials: Record<string, number>
  best: { value: number } | null
  stopReason: string | null
}

export interface OwnService {
  /** Uploads the data unless this was done before. @returns the dataset's name */
  upload(data: Pick<BenchData, 'spec' | 'file'>): Promise<string>
  /** Posts a study on the data and waits until it has ended; `watch` is called about 20 times a second. */
  search(data: BenchData, study: object, watch?: (study: Study) => void): Promise<Study>
  call<T>(method: string, at: string, body?: unknown): Promise<T>
  stop(): Promise<void>
}

export async function startOwnService(): Promise<OwnService> {
  const service = startService()
  await Promise.race([service.ready, service.died])
  const url = service.url()
  const uploaded = new Set<string>()
  const call = async <T>(method: string, at: string, body?: unknown): Promise<T> => {
    const response = await fetch(url + at, {
      method,
      ...(body instanceof FormData
        ? { body }
        : body !== undefined && {
            body: JSON.stringify(body),
            headers: { 'content-type': 'application/json' },
          }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${text}`)
    return JSON.parse(text) as T
  }
  while ((await fetch(`${url}/readyz`)).status !== 200) await pause(100)
  const upload = async ({ spec, file }: Pick<BenchData, 'spec' | 'file'>) => {
    const name = String(spec.name)
    if (uploaded.has(name)) return name
    const form = new FormData()
    form.set('spec', JSON.stringify(spec))
    form.set('file', new Blob([new Uint8Array(file)]), 'data')
    await call('POST', '/v1/datasets', form)
    uploaded.add(name)
    return name
  }
  return {
    call,
    upload,
    async search(data, study, watch) {
      const dataset = await upload(data)
      const { id } = await call<Study>('POST', '/v1/studies', { dataset, ...study })
      for (;;) {
        const found = await call<Study>('GET', `/v1/studies/${id}`)
        watch?.(found)
        if (found.state !== 'running') return found
        await pause(50)
      }
    },
    stop: () => service.stop(),
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
