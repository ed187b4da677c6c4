/**
 * Responses that depend only on a study's version and the query: answered with 304 if the client has the version,
 * computed once for concurrent requests, and cached.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Sql } from '../../db/client.ts'
import { leaderboardVersion } from '../../study/answers/leaderboard.ts'
import { createLruCache } from '../../study/lru-cache.ts'
import { parseEntityTags } from './etag.ts'
import { sharedReads } from './shared-reads.ts'

export interface VersionedAnswers {
  /** @param query  everything besides the study that the response depends on */
  answer<T extends object>(
    asked: { id: string; query: object; ifNoneMatch: string | undefined; reply: FastifyReply },
    compute: () => Promise<T>,
  ): Promise<T | null>
}

/** @param most  number of cached responses */
export function versionedAnswers(sql: Sql, most = 16): VersionedAnswers {
  const share = sharedReads()
  const answers = createLruCache<Promise<object>>(() => 1, most)

  function computed<T extends object>(key: string, compute: () => Promise<T>): Promise<T> {
    const known = answers.get(key)
    if (known) return known as Promise<T>
    const answer = compute()
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }

  return {
    async answer({ id, query, ifNoneMatch, reply }, compute) {
      const { version } = await share(id, () => leaderboardVersion(sql, id))
      const digest = createHash('sha256').update(JSON.stringify(query)).digest('base64url')
      const tag = `"${version}-${digest.slice(0, 16)}"`
      const tags = parseEntityTags(ifNoneMatch)
      reply.header('cache-control', 'no-cache')
      if (tags.has(tag) || tags.has('*')) {
        reply.code(304).header('etag', tag)
        return null
      }
      // read after the version, so the response is never older than its tag
      const answer = await computed(`${id} ${tag}`, compute)
      reply.code(200).header('etag', tag)
      return answer
    },
  }
}
