import { type RunningApi, startApi } from '../../api/server.ts'
import type { Db } from '../../db/client.ts'
import type { Queues } from '../../queue.ts'
import { type PlaceholderServer, portInUse } from './placeholder-server.ts'
import type { Running } from './serve.ts'

/** @throws Error if the port is in use; the message says what to do */
export async function listen(
  { config, log, onClose }: Running,
  { placeholder, ...backends }: { db: Db; queues: Queues; placeholder: PlaceholderServer },
): Promise<RunningApi> {
  try {
    const api = await startApi(config, { ...backends, log, beforeListening: placeholder.close })
    onClose('api', () => api.close())
    return api
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portInUse(config, error) : error
  }
}
