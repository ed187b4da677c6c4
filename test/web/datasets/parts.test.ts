import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mendText } from '../../../web/src/pages/datasets/parts/mend-text.ts'
import { toPixels } from '../../../web/src/pages/datasets/parts/pixels.ts'
import { headerNames } from '../../../web/src/pages/datasets/upload/header-names.ts'

test('a picture becomes red, green, blue and opacity', () => {
  const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64')
  const grey = { width: 2, height: 1, channels: 1, pixels: base64(0, 200) }
  assert.deepEqual([...toPixels(grey)], [0, 0, 0, 255, 200, 200, 200, 255])
  const red = { width: 1, height: 1, channels: 3, pixels: base64(255, 1, 2) }
  assert.deepEqual([...toPixels(red)], [255, 1, 2, 255])
})

test('the first line names the columns, whatever separates them', () => {
  assert.deepEqual(headerNames('a,b,"c, d"\n1,2,3'), ['a', 'b', 'c, d'])
  assert.deepEqual(headerNames('\uFEFFa;b;c\r\n1;2;3'), ['a', 'b', 'c'])
  assert.deepEqual(headerNames('a\tb\n'), ['a', 'b'])
  assert.deepEqual(headerNames('a b,c d\n', 'tab'), [])
  assert.deepEqual(headerNames('PAR1\u0000\u0015'), [])
  assert.deepEqual(headerNames(''), [])
})

test('every mend has a short name for its button', () => {
  assert.equal(mendText({ ignore: ['id'] }), 'Leave it out')
  assert.equal(mendText({ missing: ['?', 'NA'] }), '“?”, “NA” means missing')
  assert.equal(mendText({ missing: ['?'], dropMissingTarget: true }), '“?”: no target, leave out')
  assert.equal(mendText({ datetime: { day: 'yyyyMMdd' } }), 'Read as dates')
  assert.equal(mendText({ test: { split: 'part' } }), 'Split the rows by it')
  assert.equal(mendText({ decimal: ',', units: ['€'] }), 'Decimal mark ,; Remove €')
})
