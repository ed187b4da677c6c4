/** Responses that depend only on a study's version and the query. */
import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import type { Sql } from '../../db/client.ts'
import { leaderboardVersion } from '../../study/answers/leaderboard.ts'
import { sharedReads } from './shared-reads.ts'
import { taggedAnswers } from './tagged-answers.ts'

export interface VersionedAnswers {
  /** @param query  everything besides the study that the response depends on */
  answer<T extends object>(
    asked: {
      id: string
      query: object
      changesWith?: 'results' | 'events' // the version rises with results only
      ifNoneMatch: string | undefined
      reply: FastifyReply
    },
    compute: () => Promise<T>,
  ): Promise<T | null>
}

/** @param most  characters of JSON in the cached responses; by default as many as `taggedAnswers` keeps */
export function versionedAnswers(sql: Sql, most?: number): VersionedAnswers {
  const share = sharedReads()
  const tagged = taggedAnswers(most)
  return {
    async answer({ id, query, changesWith = 'results', ifNoneMatch, reply }, compute) {
      const { version, lastEvent } = await share(id, () => leaderboardVersion(sql, id))
      const digest = createHash('sha256').update(JSON.stringify(query)).digest('base64url')
      const state = changesWith === 'events' ? `${version}.${lastEvent}` : version
      const tag = `${state}-${digest.slice(0, 16)}`
      // computed after the version is read, so the response is never older than its tag
      return tagged({ key: id, tag, ifNoneMatch, reply }, compute)
    },
  }
}
