import { z } from 'zod'
import { leaderboardVersion, readLeaderboard } from '../../study/leaderboard.ts'
import type { Api, ApiTools } from '../app.ts'
import { Page, problems, StudyParams } from '../schemas/common.ts'
import { LeaderboardAnswer } from '../schemas/study.ts'

export async function leaderboardRoutes(
  app: Api,
  { db, notifications, closing }: ApiTools,
): Promise<void> {
  app.get(
    '/v1/studies/:id/leaderboard',
    {
      schema: {
        operationId: 'getLeaderboard',
        summary: 'Best first; with If-None-Match 304, with `wait` a long poll',
        tags: ['studies'],
        params: StudyParams,
        headers: z.object({ 'if-none-match': z.string().max(1_000).optional() }),
        querystring: Page.extend({
          wait: z.coerce
            .number()
            .min(0)
            .max(60)
            .default(0)
            .describe('seconds to wait for another version than that of If-None-Match'),
        }),
        response: { 200: LeaderboardAnswer, 304: z.null(), ...problems },
      },
    },
    async ({ params: { id }, headers, query }, reply) => {
      const { limit, after = null, wait } = query
      const tagOf = (version: number) => `"${version}-${limit}-${after ?? ''}"`
      const known = (headers['if-none-match'] ?? '').split(',').map((tag) => tag.trim())
      const isKnown = (version: number) => known.includes(tagOf(version))

      let version = await leaderboardVersion(db.pool, id)
      const until = Date.now() + wait * 1_000
      while (isKnown(version) && !closing.aborted) {
        const leftMs = until - Date.now()
        if (leftMs <= 0) break
        await notifications.wait(id, leftMs, closing)
        version = await leaderboardVersion(db.pool, id)
      }
      reply.header('cache-control', 'no-cache')
      if (isKnown(version)) return reply.code(304).header('etag', tagOf(version)).send(null)
      const board = await readLeaderboard(db.pool, id, { limit, after })
      return reply.code(200).header('etag', tagOf(board.version)).send(board)
    },
  )
}
