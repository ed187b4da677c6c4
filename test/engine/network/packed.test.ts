import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pack, unpack } from '../../../src/engine/network/packed.ts'

const content = { name: 'Zürich', value: 0.1 }
const arrays = [Float32Array.of(1, -2.5, Number.NaN), new Float32Array(0), Float32Array.of(1e-30)]

test('gives back what was packed, from any place in a larger buffer', () => {
  const packed = pack('model', content, arrays)
  for (const offset of [0, 1, 2, 3]) {
    const around = new Uint8Array(packed.length + 8)
    around.set(packed, offset)
    const bytes = around.subarray(offset, offset + packed.length)
    assert.deepEqual(unpack('model', bytes), { content, arrays })
  }
})

test('lays the bytes out as documented', () => {
  const packed = pack('k', 1, [Float32Array.of(1)])
  const json = '{"kind":"k","lengths":[1],"content":1}'
  assert.equal(json.length, 38)
  const expected = `73777064 01000000 26000000 ${Buffer.from(json).toString('hex')} 0000 0000803f`
  assert.equal(packed.toString('hex'), expected.replaceAll(' ', ''))
})

test('refuses bytes of another kind, truncated, or not packed', () => {
  const packed = pack('model', content, arrays)
  assert.throws(() => unpack('checkpoint', packed), /Not a checkpoint: the file is a model/)
  assert.throws(() => unpack('model', packed.subarray(0, -1)), /truncated/)
  assert.throws(() => unpack('model', Buffer.from('hello')), /Not a model/)
  packed.writeUInt32LE(9, 4)
  assert.throws(() => unpack('model', packed), /version 9/)
})
