/** What is kept of the improvements that a study expected. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { addExpected } from '../../src/db/tables/studies/expected-improvement.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
  await database.db.pool.query(
    `INSERT INTO study (id, name, spec, direction, seed) VALUES ('s', 's', '{}', 'minimize', 1)`,
  )
})
after(() => database.close())

const add = (trials: number, value: number | null) =>
  addExpected(database.db.pool, 's', { trials, value })
const read = async (): Promise<{ trials: number; value: number | null }[]> =>
  (await database.db.pool.query('SELECT expected_history AS history FROM study')).rows[0].history

test('an estimate without a value is replaced by the next, an older one than the newest is left out', async () => {
  await add(1, null)
  await add(2, null)
  assert.deepEqual(await read(), [{ trials: 2, value: null }])
  await add(20, 0.5)
  await add(19, 0.7)
  await add(20, 0.6)
  assert.deepEqual(await read(), [{ trials: 20, value: 0.5 }])
})

test('at most 60 are kept: of more every second, and always the newest', async () => {
  for (let trials = 21; trials <= 300; trials++) await add(trials, 1 / trials)
  const kept = await read()
  assert.ok(kept.length > 30 && kept.length <= 60, `${kept.length}`)
  assert.deepEqual(kept.at(-1), { trials: 300, value: 1 / 300 })
  assert.equal(kept[0]?.trials, 20)
  assert.deepEqual(
    kept,
    kept.toSorted((a, b) => a.trials - b.trials),
  )
})
