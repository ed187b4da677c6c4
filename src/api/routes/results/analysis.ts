/** Data for plots, aggregated on the server so that the browser never loads the raw history. */
import { z } from 'zod'
import { loadAnalysed } from '../../../study/analysis/analysed-study.ts'
import type { Analysis } from '../../../study/analysis/analysis.ts'
import { analyses } from '../../../study/analysis/index.ts'
import type { Api, ApiTools } from '../../app.ts'
import { versionedAnswers } from '../../http/versioned-answers.ts'
import { ConditionalHeaders, refusals, StudyParams } from '../../schemas/common.ts'

export async function analysisRoutes(app: Api, { db }: ApiTools): Promise<void> {
  const sql = db.pool
  const answers = versionedAnswers(sql)
  for (const [
    name,
    { summary, description, changesWith, query, answer, read },
  ] of Object.entries<Analysis>(analyses)) {
    app.get(
      `/v1/studies/:id/${name}`,
      {
        schema: {
          operationId: `get${name[0]?.toUpperCase()}${name.slice(1)}`,
          summary,
          description,
          tags: ['analysis'],
          params: StudyParams,
          headers: ConditionalHeaders,
          querystring: query,
          response: {
            200: answer,
            304: z.null().describe('not modified: the version in If-None-Match is current'),
            ...refusals('study-not-found', 'invalid-query'),
          },
        },
      },
      ({ params: { id }, headers, query }, reply) => {
        const asked = { plot: name, ...query }
        const ifNoneMatch = headers['if-none-match']
        return answers.answer({ id, query: asked, changesWith, ifNoneMatch, reply }, async () =>
          read(sql, await loadAnalysed(sql, id), query),
        )
      },
    )
  }
}
