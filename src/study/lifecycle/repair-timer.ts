/** The timer that repairs whatever a crash left. */
import type { Db } from '../../db/client.ts'
import { studiesToRepair } from '../../db/tables/studies/find-studies.ts'
import { forgetWorkers } from '../../db/tables/workers.ts'
import type { Queues } from '../../queue.ts'

/** Workers that have been silent for so long are forgotten. */
const forgetWorkersAfterMs = 24 * 3_600_000

/** Adds a search job for every study that may need one; deduplicated, so any number of processes may do it. */
export async function repair(db: Db, queues: Queues): Promise<void> {
  const ids = await studiesToRepair(db.pool)
  await Promise.all(ids.map((id) => queues.addSearch(id)))
  await forgetWorkers(db, forgetWorkersAfterMs)
}
