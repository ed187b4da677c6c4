import { type RunningApi, startApi } from '../../api/server.ts'
import type { Db } from '../../db/client.ts'
import type { Queues } from '../../queue.ts'
import type { Running } from './serve.ts'

/** @throws Error that says what to do about a port in use */
export async function listen(
  { config, log, onClose }: Running,
  backends: { db: Db; queues: Queues },
): Promise<RunningApi> {
  try {
    const api = await startApi(config, { ...backends, log })
    onClose('api', () => api.close())
    return api
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(
      `Port ${config.port} on ${config.host} is in use. ` +
        'Stop what listens there, or set SWEEPD_PORT (0 takes any free one).',
      { cause: error },
    )
  }
}
