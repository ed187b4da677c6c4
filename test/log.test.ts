import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { formatLine } from '../src/log.ts'

const line = (fields: object) =>
  formatLine(
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

test('keys and passwords are in no line, wherever libraries carry them', () => {
  // a refused AUTH of Redis has its arguments in the error
  const program = `
    import { createLogger } from ${JSON.stringify(new URL('../src/log.js', import.meta.url).href)}
    for (const format of ['json', 'text']) {
      const log = createLogger('debug', 'api', format)
      const secret = 'hush-hush'
      const refused = Object.assign(new Error('WRONGPASS'), { command: { name: 'auth', args: ['u', secret] } })
      const headers = { authorization: secret, cookie: secret, 'x-api-key': secret, accept: 'shown' }
      const config = { apiKey: secret, databaseUrl: secret, queueUrl: secret, password: secret }
      log.debug({ err: refused, req: { headers }, headers, config, ...config }, 'all of it')
      log.child({ config }).debug({ options: { connectionString: secret } }, 'a child')
    }`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  })
  assert.match(stderr, /WRONGPASS/)
  assert.match(stderr, /shown/)
  assert.doesNotMatch(stderr, /hush/)
})

test('an error of PostgreSQL comes without the connection that the driver hangs on it', () => {
  const program = `
    import { createLogger } from ${JSON.stringify(new URL('../src/log.js', import.meta.url).href)}
    const error = Object.assign(new Error('gone'), { code: '57P01', client: { queries: ['SELECT 1'] } })
    createLogger('debug', 'api').warn({ err: error }, 'connection lost')
  `
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program])
  const { err } = JSON.parse(String(stderr)) as { err: Record<string, unknown> }
  assert.equal(err.message, 'gone')
  assert.equal(err.code, '57P01')
  assert.equal('client' in err, false)
})
