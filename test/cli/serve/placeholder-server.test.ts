import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freePort } from '../../../bench/free-port.ts'
import { openPlaceholderServer } from '../../../src/cli/serve/placeholder-server.ts'
import { loadConfig } from '../../../src/config.ts'

const configOf = (port: number, env = {}) => loadConfig({ SWEEPD_PORT: String(port), ...env })

test('answers that the service starts, and gives the port away', async () => {
  const port = await freePort()
  const placeholder = await openPlaceholderServer(configOf(port))
  const get = (at: string) => fetch(`http://127.0.0.1:${port}${at}`)

  assert.equal((await get('/healthz')).status, 200)
  const ready = await get('/readyz')
  assert.equal(ready.status, 503)
  const answer = await get('/v1/studies')
  assert.equal(answer.status, 503)
  assert.equal(answer.headers.get('retry-after'), '1')
  assert.match(answer.headers.get('content-type') ?? '', /problem\+json/)
  const { type } = (await answer.json()) as { type: string }
  assert.equal(type, 'urn:sweepd:problem:starting')

  await assert.rejects(
    openPlaceholderServer(configOf(port)),
    /Port \d+ on 127\.0\.0\.1 is in use.*SWEEPD_PORT/,
  )
  await placeholder.close()
  const again = await openPlaceholderServer(configOf(port))
  await again.close()
})

test('an address that others reach without a key is refused', async () => {
  await assert.rejects(
    openPlaceholderServer(configOf(0, { SWEEPD_HOST: '0.0.0.0' })),
    /SWEEPD_API_KEY/,
  )
})
