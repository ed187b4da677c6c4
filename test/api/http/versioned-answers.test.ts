import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import type { FastifyReply } from 'fastify'
import { type VersionedAnswers, versionedAnswers } from '../../../src/api/http/versioned-answers.ts'
import type { Sql } from '../../../src/db/client.ts'

let version = 1
let lastEvent = 1
let computed = 0
let answers: VersionedAnswers
const sql = {
  query: async () => ({ rows: [{ version, lastEvent, hasEnded: false }] }),
} as unknown as Sql

beforeEach(() => {
  computed = 0
  answers = versionedAnswers(sql, 2 * '{"computed":1}'.length)
})

async function ask(query: object, ifNoneMatch?: string, changesWith?: 'events') {
  const headers: Record<string, string> = {}
  let status = 0
  const reply = {
    header(name: string, value: string) {
      headers[name] = value
      return reply
    },
    code(given: number) {
      status = given
      return reply
    },
  }
  const asked = {
    id: 'one',
    query,
    ...(changesWith && { changesWith }),
    ifNoneMatch,
    reply: reply as unknown as FastifyReply,
  }
  const answer = await answers.answer(asked, async () => ({ computed: ++computed }))
  return { status, etag: headers.etag, answer }
}

describe('versioned answers', () => {
  it('are computed once for all who ask at a time, and kept until the version rises', async () => {
    const both = await Promise.all([ask({ plot: 'a' }), ask({ plot: 'a' })])
    assert.deepEqual(both[0], both[1])
    assert.deepEqual((await ask({ plot: 'a' })).answer, { computed: 1 })
    const known = await ask({ plot: 'a' }, both[0].etag)
    assert.deepEqual([known.status, known.answer], [304, null])
    version += 1
    const next = await ask({ plot: 'a' }, both[0].etag)
    assert.deepEqual([next.status, next.answer], [200, { computed: 2 }])
  })

  it('of what changes with events are kept until the next event', async () => {
    const first = await ask({ plot: 'a' }, undefined, 'events')
    assert.equal((await ask({ plot: 'a' }, first.etag, 'events')).status, 304)
    lastEvent += 1
    assert.equal((await ask({ plot: 'a' }, first.etag, 'events')).status, 200)
    const result = await ask({ plot: 'a' })
    lastEvent += 1
    assert.equal((await ask({ plot: 'a' }, result.etag)).status, 304)
  })

  it('push out the oldest', async () => {
    for (const plot of ['a', 'b', 'c', 'a']) await ask({ plot })
    assert.equal(computed, 4)
    await ask({ plot: 'c' })
    assert.equal(computed, 4)
  })

  it('are not kept when they fail', async () => {
    const reply = { header: () => reply, code: () => reply } as unknown as FastifyReply
    const asked = { id: 'one', query: {}, ifNoneMatch: undefined, reply }
    const failing = answers.answer(asked, async () => {
      throw new Error('broken')
    })
    await assert.rejects(failing, /broken/)
    assert.deepEqual((await ask({})).answer, { computed: 1 })
  })
})
