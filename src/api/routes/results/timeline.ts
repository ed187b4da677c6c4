import { readTimeline, Timeline } from '../../../study/timeline/timeline.ts'
import type { Api, ApiTools } from '../../app.ts'
import { sharedReads } from '../../http/shared-reads.ts'
import { refusals, StudyParams } from '../../schemas/common.ts'

export async function timelineRoutes(app: Api, { db }: ApiTools): Promise<void> {
  const share = sharedReads()
  app.get(
    '/v1/studies/:id/timeline',
    {
      schema: {
        operationId: 'getTimeline',
        summary: 'Get when the trials of a study were trained, and by whom',
        description:
          'A row for each trainer of a worker, with the share of the time that it was busy, and for each training at the same time of which no trainer is known; a span for each group of trials that trained together. At most 1,200 spans: in large studies, short ones that follow each other are merged. A trial that was resumed spans the time from its first start to its end.',
        tags: ['studies'],
        params: StudyParams,
        response: { 200: Timeline, ...refusals('study-not-found') },
      },
    },
    async ({ params: { id } }) => share(id, () => readTimeline(db.pool, id)),
  )
}
