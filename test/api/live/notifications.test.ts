import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { listen, type Notifications } from '../../../src/api/live/notifications.ts'
import { studyChannel } from '../../../src/db/server/listener.ts'
import { createLogger } from '../../../src/log.ts'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

const never = new AbortController().signal
const long = 60_000

let database: TestDatabase
let notifications: Notifications
before(async () => {
  database = await testDatabase()
  notifications = await listen(database.url, createLogger('silent', 'test'))
})
after(async () => {
  await notifications.close()
  await database.close()
})

const notify = (study: string) =>
  database.db.pool.query('SELECT pg_notify($1, $2)', [studyChannel(database.url), study])

describe('a follower', () => {
  it('is woken by its study', async () => {
    const follower = notifications.follow('a')
    const changed = follower.changed(long, never)
    await notify('a')
    await changed
    follower.close()
  })

  it('hears what happened since it began to follow, also before it waits', async () => {
    const [first, second] = [notifications.follow('b'), notifications.follow('b')]
    const heard = first.changed(long, never)
    await notify('b')
    await heard
    await second.changed(long, never)
    first.close()
    second.close()
  })

  it('is not woken by another study, nor twice by one notification', async () => {
    const follower = notifications.follow('c')
    const witness = notifications.follow('d')
    let wokenBy = ''
    const changed = follower.changed(long, never).then(() => {
      wokenBy ||= 'c'
    })
    const heard = witness.changed(long, never)
    await notify('d')
    await heard
    assert.equal(wokenBy, '')
    await notify('c')
    await changed
    const abort = new AbortController()
    let isWoken = false
    const again = follower.changed(long, abort.signal).then(() => {
      isWoken = true
    })
    const heardAgain = witness.changed(long, never)
    await notify('d')
    await heardAgain
    assert.equal(isWoken, false)
    abort.abort()
    await again
    follower.close()
    witness.close()
  })

  it('hears of what follows soon after what woke it', async () => {
    const follower = notifications.follow('g')
    for (let sent = 0; sent < 3; sent++) {
      const heard = follower.changed(long, never)
      await notify('g')
      await heard
    }
    follower.close()
  })

  it('stops waiting when the time is over, and when it is told to', async () => {
    const follower = notifications.follow('e')
    await follower.changed(1, never)
    await follower.changed(long, AbortSignal.abort())
    const abort = new AbortController()
    const changed = follower.changed(long, abort.signal)
    abort.abort()
    await changed
    follower.close()
  })

  it('is woken when the connection breaks, and hears again after it is restored', async () => {
    const follower = notifications.follow('f')
    const changed = follower.changed(long, never)
    await database.db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sweepd-listen'`,
    )
    await changed
    // while it is restored the follower looks from time to time, so that nothing waits for long
    let listeners = 0
    while (listeners === 0) {
      await follower.changed(long, never)
      const { rowCount } = await database.db.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE application_name = 'sweepd-listen' AND query LIKE 'LISTEN%'`,
      )
      listeners = rowCount ?? 0
    }
    await follower.changed(2_000, never)
    const heard = follower.changed(long, never)
    await notify('f')
    await heard
    follower.close()
  })
})
