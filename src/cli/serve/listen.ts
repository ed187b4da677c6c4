import { type RunningApi, startApi } from '../../api/server.ts'
import type { Db } from '../../db/client.ts'
import type { Queues } from '../../queue.ts'
import { type Doorway, portInUse } from './doorway.ts'
import type { Running } from './serve.ts'

/** @throws Error that says what to do about a port in use */
export async function listen(
  { config, log, onClose }: Running,
  { doorway, ...backends }: { db: Db; queues: Queues; doorway: Doorway },
): Promise<RunningApi> {
  try {
    const api = await startApi(config, { ...backends, log, beforeListening: doorway.close })
    onClose('api', () => api.close())
    return api
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portInUse(config, error) : error
  }
}
