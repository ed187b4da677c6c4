import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLoopback, parseHostname } from '../../../src/api/security/loopback.ts'

describe('isLoopback', () => {
  it('knows this machine by every way to write it, with any port', () => {
    const own = ['localhost', 'LOCALHOST:80', 'localhost.', '127.0.0.1:3000', '127.8.9.1', '127.1']
    for (const host of [...own, '::1', '[::1]', '[::1]:3000', '[0:0:0:0:0:0:0:1]']) {
      assert.ok(isLoopback(host), host)
    }
  })

  it('takes no name for it that only begins or ends like it', () => {
    const others = ['127.evil.example', '127.0.0.1.evil.example', 'localhost.evil.example']
    const more = [
      'notlocalhost',
      '128.0.0.1',
      '0.0.0.0',
      '::',
      '[::2]',
      '',
      'localhost@evil.example',
    ]
    for (const host of [...others, ...more, 'localhost/..', '127.0.0.1:x']) {
      assert.ok(!isLoopback(host), host)
    }
  })
})

describe('hostnameOf', () => {
  it('is the name alone, as a browser writes it', () => {
    assert.equal(parseHostname('Sweepd.Example.COM:443'), 'sweepd.example.com')
    assert.equal(parseHostname('2001:DB8::1'), '[2001:db8::1]')
    assert.equal(parseHostname('a b'), null)
  })
})
