import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { queryNumber } from '../../../query-number.ts'
import {
  Leaderboard,
  leaderboardVersion,
  readLeaderboard,
} from '../../../study/answers/leaderboard.ts'
import { createLruCache } from '../../../study/lru-cache.ts'
import type { Api, ApiTools } from '../../app.ts'
import { parseEntityTags } from '../../http/etag.ts'
import { rawJson } from '../../http/raw-json.ts'
import { sharedReads } from '../../http/shared-reads.ts'
import { ConditionalHeaders, Page, refusals, StudyParams } from '../../schemas/common.ts'

const Query = Page.extend({
  wait: queryNumber(z.number().min(0).max(60).default(0)).describe(
    'maximum seconds to wait for a version other than the one in `since` or If-None-Match',
  ),
  since: queryNumber(z.number().int().min(0).optional()).describe(
    'the `version` that the client already has',
  ),
})

const keptCharacters = 2 ** 24

export async function leaderboardRoutes(app: Api, tools: ApiTools): Promise<void> {
  const { db } = tools
  const share = sharedReads()
  const kept = createLruCache<WrittenBoard>(({ text }) => text.length, keptCharacters)
  const readVersion = (id: string) => share(id, () => leaderboardVersion(db.pool, id))

  /** As text, cached while the version is current. */
  async function readBoard(
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
          'With `wait`, the response is sent as soon as the version differs from the one that the client sent, or after `wait` seconds. ' +
          'Without a version, it is sent when something changes, or at once if the study has ended.',
        tags: ['studies'],
        params: StudyParams,
        headers: ConditionalHeaders,
        querystring: Query,
        response: {
          200: Leaderboard,
          304: z.null().describe('not modified: the version in If-None-Match is current'),
          ...refusals('study-not-found'),
        },
      },
    },
    async ({ params: { id }, headers, query }, reply) => {
      const { limit, after = null, wait, since } = query
      // everything besides the study that the response depends on
      const entityTag = (version: number) => `"${version}-${limit}-${after ?? ''}"`
      const known = parseEntityTags(headers['if-none-match'])
      let { version, hasEnded } = await readVersion(id)
      const first = version
      const isSeen = () =>
        since === undefined && known.size === 0
          ? version === first && !hasEnded
          : version === since || known.has(entityTag(version))
      if (wait > 0 && isSeen()) {
        await follow(
          tools,
          { studyId: id, waitMs: wait * 1_000, response: reply.raw },
          async () => {
            ;({ version, hasEnded } = await readVersion(id))
            return isSeen()
          },
        )
      }
      reply.header('cache-control', 'no-cache')
      if (known.has(entityTag(version)) || known.has('*')) {
        return reply.code(304).header('etag', entityTag(version)).send(null)
      }
      const board = await readBoard(id, version, { limit, after })
      return reply
        .code(200)
        .header('etag', entityTag(board.version))
        .send(rawJson<Leaderboard>(board.text))
    },
  )
}

interface WrittenBoard {
  version: number
  text: string
}

/** Waits for a change until the time is up, or the client or server is gone. */
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
    // check again: it may have changed before the follower subscribed
    while ((await isUnchanged()) && !end.aborted) {
      const leftMs = until - performance.now()
      if (leftMs <= 0) return
      await follower.changed(leftMs, end)
    }
  } finally {
    follower.close()
  }
}
