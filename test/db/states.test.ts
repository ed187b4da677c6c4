/** The database spells out the states in its constraints, counters and triggers: they are those of the code. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { StudyState, TrialSource } from '../../src/db/rows.ts'
import { Direction } from '../../src/search/compare/direction.ts'
import { TrialState } from '../../src/search/trial.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

describe('states in the database', () => {
  it('are allowed by the constraints of its tables, and no others are', async () => {
    assert.deepEqual(await allowed('study'), [...StudyState.options].sort())
    assert.deepEqual(await allowed('trial'), [...TrialState.options].sort())
  })

  it('have a counter each, for trials', async () => {
    const { rows } = await database.db.pool.query<{ name: string }>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_name = 'study' AND column_name LIKE '%\\_count' AND column_name NOT IN ('suggestion_count', 'copy_count')`,
    )
    const counted = rows.map(({ name }) => name.replace(/_count$/, ''))
    assert.deepEqual(counted.sort(), [...TrialState.options].sort())
  })

  it('are named beside their columns in schema.prisma, as are sources and directions', () => {
    const schema = readFileSync('prisma/schema.prisma', 'utf8')
    const told = (model: string, field: string) => {
      const body = schema.slice(schema.indexOf(`model ${model} {`)).split('\n}')[0] ?? ''
      const line = new RegExp(`^\\s*${field} .*// (?:.*: )?(.*)$`, 'm').exec(body)
      return line?.[1]?.split(' ')
    }
    assert.deepEqual(told('Study', 'state'), StudyState.options)
    assert.deepEqual(told('Study', 'direction'), Direction.options)
    assert.deepEqual(told('Trial', 'state'), TrialState.options)
    assert.deepEqual(told('Trial', 'source'), TrialSource.options)
  })
})

/** What the table's CHECK of its `state` names, sorted. */
async function allowed(table: string): Promise<string[]> {
  const { rows } = await database.db.pool.query<{ text: string }>(
    `SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint
     WHERE conrelid = $1::regclass AND contype = 'c' AND pg_get_constraintdef(oid) LIKE '%state = ANY%'`,
    [table],
  )
  assert.equal(rows.length, 1, table)
  return [...rows[0]!.text.matchAll(/'(\w+)'/g)].map(([, state]) => state!).sort()
}
