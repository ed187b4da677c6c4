import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

test('every answer has the headers, refusals too', async () => {
  for (const [at, headers] of [
    ['/docs/', {}],
    ['/v1/studies', {}],
    ['/nothing', {}],
    ['/v1/studies', { host: 'evil.example' }],
  ] as const) {
    const { headers: sent } = await api.call('GET', at, undefined, headers)
    assert.equal(sent['x-content-type-options'], 'nosniff', at)
    assert.equal(sent['x-frame-options'], 'DENY')
    assert.equal(sent['referrer-policy'], 'no-referrer')
    assert.match(String(sent['strict-transport-security']), /^max-age=\d+$/)
    const policy = String(sent['content-security-policy'])
    assert.match(policy, /default-src 'self'/)
    assert.match(policy, /script-src 'self'(;|$)/)
    assert.match(policy, /frame-ancestors 'none'/)
    // over plain HTTP nothing would load any more
    assert.doesNotMatch(policy, /upgrade-insecure-requests/)
  }
})

test('the page of the API needs nothing that its policy forbids', async () => {
  const { body: page } = await api.call('GET', '/docs/')
  const scripts = [...page.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)]
  assert.ok(scripts.length > 0)
  for (const [, attributes, inline] of scripts) {
    assert.equal(inline.trim(), '')
    const source = /src="([^"]+)"/.exec(attributes)?.[1] ?? ''
    assert.match(source, /^[./]/)
    const { status } = await api.call('GET', new URL(source, 'http://x/docs/').pathname)
    assert.equal(status, 200, source)
  }
  assert.doesNotMatch(page, / on\w+=/)
  for (const [, source] of page.matchAll(/(?:href|src)="([^"]+)"/g)) assert.match(source!, /^[./]/)
})
