import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOf } from '../src/log.ts'

const line = (fields: object) =>
  textOf(
    JSON.stringify({
      level: 30,
      time: new Date(2026, 0, 2, 3, 4, 5).toISOString(),
      pid: 1,
      hostname: 'h',
      name: 'api',
      ...fields,
      msg: 'study improved',
    }),
  )

test('a line for people has the time of day, the message and the fields', () => {
  assert.equal(
    line({ study: 'my iris', metric: 'validation.rmse', value: 0.123456, reason: null, trials: 3 }),
    '03:04:05 api     study improved  study="my iris" metric=validation.rmse value=0.12346 trials=3',
  )
})

test('a warning says that it is one, with its cause; an error has its stack', () => {
  const err = { type: 'Error', message: 'no room', stack: 'Error: no room\n    at here' }
  assert.equal(line({ level: 40, err }), '03:04:05 api     warn: study improved  no room')
  assert.match(
    line({ level: 50, err }),
    /^03:04:05 api {5}error: study improved {2}no room\n {2}Error: no room\n {6}at here$/,
  )
})
