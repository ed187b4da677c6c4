/** Timer that repairs the effects of crashes. */
import type { Db } from '../../db/client.ts'
import { studiesToRepair } from '../../db/tables/studies/find-studies.ts'
import { forgetWorkers } from '../../db/tables/workers.ts'
import type { Queues } from '../../queue.ts'

/** Workers that have been silent for this long are removed. */
const forgetWorkersAfterMs = 24 * 3_600_000

/** Adds a search job for every study that may need one. Jobs are deduplicated, so any number of processes may run it. */
export async function repair(db: Db, queues: Queues): Promise<void> {
  const ids = await studiesToRepair(db.pool)
  await Promise.all(ids.map((id) => queues.addSearch(id)))
  await forgetWorkers(db, forgetWorkersAfterMs)
}
