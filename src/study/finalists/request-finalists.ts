/** POST /v1/studies/:id/finalists: trains the best trials of a study that has ended again. */
import type { z } from 'zod'
import { type Db, studyTransaction } from '../../db/client.ts'
import { lockStudy } from '../../db/tables/studies/study-row.ts'
import { Problem } from '../../errors.ts'
import type { Queues } from '../../queue.ts'
import { requireKept } from '../require.ts'
import { storedSpec } from '../study-spec.ts'
import { beginRound } from './begin-round.ts'
import { ensembleFaults, finalistsFaults } from './check-finalists.ts'
import type { FinalistsRequest } from './finalists-spec.ts'

/**
 * @throws Problem study-not-found; wrong-state for a study that has not ended; invalid-study for one without complete
 *   trials, or that has no finalists at all
 */
export async function requestFinalists(
  { db, queues }: { db: Db; queues: Queues },
  studyId: string,
  { refit, ensemble: asked, ...finalists }: z.infer<typeof FinalistsRequest>,
): Promise<void> {
  const ensemble = asked ?? null
  await studyTransaction(db, studyId, async (sql) => {
    const study = requireKept(await lockStudy(sql, studyId), studyId)
    if (study.state === 'running' || study.state === 'paused') {
      const detail = `The study is ${study.state}; finalists are chosen when it has ended.`
      throw new Problem('wrong-state', detail)
    }
    const faults = [
      ...finalistsFaults(storedSpec(study), finalists, ''),
      ...ensembleFaults(storedSpec(study), { finalists, ensemble }, ''),
    ]
    if (faults.length > 0)
      throw new Problem('invalid-study', 'No finalists can be trained.', faults)
    if (!(await beginRound(sql, study, { finalists, refit, ensemble }))) {
      const detail = 'the search has no complete trial to train again'
      const fault = { pointer: '/top', detail }
      throw new Problem('invalid-study', 'The study has no complete trials.', [fault])
    }
  })
  await queues.addSearch(studyId)
}
