/**
 * Responses under an entity tag: answered with 304 if the client has the tag, computed once for concurrent requests, and
 * cached.
 */
import type { FastifyReply } from 'fastify'
import { createLruCache } from '../../study/lru-cache.ts'
import { parseEntityTags } from './etag.ts'

export interface Tagged {
  key: string // of the response, besides the tag
  tag: string // changes with the response; without quotes
  ifNoneMatch: string | undefined
  reply: FastifyReply
}

interface Kept {
  answer: Promise<object>
  characters: number // of its JSON; 0 until it is computed
}

const keptCharacters = 2 ** 24

/** @param most  characters of JSON in the cached responses */
export function taggedAnswers(
  most = keptCharacters,
): <T extends object>(asked: Tagged, compute: () => Promise<T>) => Promise<T | null> {
  const answers = createLruCache<Kept>(({ characters }) => characters, most)

  function computed<T extends object>(key: string, compute: () => Promise<T>): Promise<T> {
    const known = answers.get(key)
    if (known) return known.answer as Promise<T>
    const answer = compute()
    answers.set(key, { answer, characters: 0 })
    answer.then(
      (computed) => answers.set(key, { answer, characters: JSON.stringify(computed).length }),
      () => answers.delete(key),
    )
    return answer
  }

  return async ({ key, tag, ifNoneMatch, reply }, compute) => {
    const quoted = `"${tag}"`
    const tags = parseEntityTags(ifNoneMatch)
    reply.header('cache-control', 'no-cache')
    if (tags.has(quoted) || tags.has('*')) {
      reply.code(304).header('etag', quoted)
      return null
    }
    const answer = await computed(`${key} ${tag}`, compute)
    reply.code(200).header('etag', quoted)
    return answer
  }
}
