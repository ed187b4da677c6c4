import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { queryNumber } from '../../query-number.ts'
import {
  Leaderboard,
  leaderboardVersion,
  readLeaderboard,
} from '../../study/answers/leaderboard.ts'
import { createLruCache } from '../../study/lru-cache.ts'
import type { Api, ApiTools } from '../app.ts'
import { parseEntityTags } from '../http/etag.ts'
import { rawJson } from '../http/raw-json.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { Page, refusals, StudyParams } from '../schemas/common.ts'

const Query = Page.extend({
  wait: queryNumber(z.number().min(0).max(60).default(0)).describe(
    'seconds to wait at most for a version other than that of `since` or If-None-Match',
  ),
  since: queryNumber(z.number().int().min(0).optional()).describe('`version` that the client has'),
})

const keptCharacters = 2 ** 24

export async function leaderboardRoutes(app: Api, tools: ApiTools): Promise<void> {
  const { db } = tools
  const share = sharedReads()
  const kept = createLruCache<WrittenBoard>(({ text }) => text.length, keptCharacters)
  const versionOf = (id: string) => share(id, () => leaderboardVersion(db.pool, id))

  /** As text, which is kept as long as the version is the newest. */
  async function boardOf(
    id: string,
    version: number,
    page: { limit: number; after: string | null },
  ): Promise<WrittenBoard> {
    const key = JSON.stringify([id, page.limit, page.after])
    const known = kept.get(`${key} ${version}`)
    if (known) return known
    return share(key, async () => {
      const board = await readLeaderboard(db.pool, id, page)
      const answer = { version: board.version, text: JSON.stringify(board) }
      kept.set(`${key} ${board.version}`, answer)
      return answer
    })
  }

  app.get(
    '/v1/studies/:id/leaderboard',
    {
      schema: {
        operationId: 'getLeaderboard',
        summary: 'Get the leaderboard of a study, best trial first',
        description:
          'A long poll answers as soon as the version is another one than the client names, else after `wait` seconds. ' +
          'A client that names none is answered when something changes, and at once when the study has ended.',
        tags: ['studies'],
        params: StudyParams,
        headers: z.looseObject({ 'if-none-match': z.string().max(1_000).optional() }),
        querystring: Query,
        response: {
          200: Leaderboard,
          304: z.null().describe('the version of If-None-Match is still the newest'),
          ...refusals('study-not-found'),
        },
      },
    },
    async ({ params: { id }, headers, query }, reply) => {
      const { limit, after = null, wait, since } = query
      // what the answer depends on, beside the study
      const tagOf = (version: number) => `"${version}-${limit}-${after ?? ''}"`
      const known = parseEntityTags(headers['if-none-match'])
      let { version, hasEnded } = await versionOf(id)
      const first = version
      const isSeen = () =>
        since === undefined && known.size === 0
          ? version === first && !hasEnded
          : version === since || known.has(tagOf(version))
      if (wait > 0 && isSeen()) {
        await follow(
          tools,
          { studyId: id, waitMs: wait * 1_000, response: reply.raw },
          async () => {
            ;({ version, hasEnded } = await versionOf(id))
            return isSeen()
          },
        )
      }
      reply.header('cache-control', 'no-cache')
      if (known.has(tagOf(version)) || known.has('*')) {
        return reply.code(304).header('etag', tagOf(version)).send(null)
      }
      const board = await boardOf(id, version, { limit, after })
      return reply
        .code(200)
        .header('etag', tagOf(board.version))
        .send(rawJson<Leaderboard>(board.text))
    },
  )
}

interface WrittenBoard {
  version: number
  text: string
}

/** Looks at every change until nothing is left to wait for: time, client or server may be gone. */
async function follow(
  { notifications, closing }: ApiTools,
  poll: { studyId: string; waitMs: number; response: ServerResponse },
  isUnchanged: () => Promise<boolean>,
): Promise<void> {
  const gone = new AbortController()
  poll.response.once('close', () => gone.abort())
  const end = AbortSignal.any([gone.signal, closing])
  const until = performance.now() + poll.waitMs
  const follower = notifications.follow(poll.studyId)
  try {
    // looked at again first: it may have changed before the follower heard
    while ((await isUnchanged()) && !end.aborted) {
      const leftMs = until - performance.now()
      if (leftMs <= 0) return
      await follower.changed(leftMs, end)
    }
  } finally {
    follower.close()
  }
}
