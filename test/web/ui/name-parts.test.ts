import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nameParts } from '../../../web/src/ui/name-parts.ts'

describe('a long name', () => {
  it('breaks between its parts, never inside of a word', () => {
    for (const [name, parts] of [
      ['optimizer[adam].learningRate', ['optimizer', '[adam].', 'learning', 'Rate']],
      ['layers[0].units', ['layers', '[0].', 'units']],
      ['overall_living_area', ['overall_', 'living_', 'area']],
      ['PM2.5', ['PM2.', '5']],
      ['neighbourhood', ['neighbourhood']],
      ['', ['']],
    ] as const) {
      assert.deepEqual(nameParts(name), parts)
    }
  })
})
