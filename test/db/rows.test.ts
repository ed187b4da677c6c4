import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { Prisma } from '../../src/db/generated/client.ts'
import { selectList } from '../../src/db/rows.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase

before(async () => {
  database = await testDatabase()
})

after(() => database.close())

const tables = {
  study: Prisma.StudyScalarFieldEnum,
  trial: Prisma.TrialScalarFieldEnum,
  dataset: Prisma.DatasetScalarFieldEnum,
  event: Prisma.EventScalarFieldEnum,
}

for (const [table, fields] of Object.entries(tables)) {
  it(`reads every field of the schema's ${table} under its name`, async () => {
    const names = Object.keys(fields)
    const { fields: read } = await database.db.pool.query(
      `SELECT ${selectList(names, 't')} FROM ${table} t`,
    )
    assert.deepEqual(
      read.map(({ name }) => name),
      names,
    )
    // int8, which the driver gives as text
    assert.deepEqual(
      read.filter(({ dataTypeID }) => dataTypeID === 20).map(({ name }) => name),
      [],
    )
  })
}
