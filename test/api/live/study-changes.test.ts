import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { rememberChanges, type StudyChanges } from '../../../src/api/live/study-changes.ts'

let changes: StudyChanges
let tell: (studyId: string | null) => void
beforeEach(() => {
  changes = rememberChanges(
    {
      onAny(listener) {
        tell = listener
        return () => {}
      },
    },
    { most: 3 },
  )
})
const idsAfter = (position: number, limit = 9) =>
  changes.after(position, limit)?.map(({ id }) => id) ?? null

describe('what has changed', () => {
  it('is each study once, by its last change', () => {
    const start = changes.newest()
    for (const id of ['a', 'b', 'a']) tell(id)
    assert.deepEqual(idsAfter(start), ['b', 'a'])
    assert.deepEqual(idsAfter(changes.newest()), [])
  })

  it('comes in pages that miss nothing', () => {
    for (const id of ['a', 'b', 'c']) tell(id)
    const [first] = changes.after(0, 1) ?? []
    assert.equal(first?.id, 'a')
    assert.deepEqual(idsAfter(first.position), ['b', 'c'])
  })

  it('is unknown for positions before what is remembered, and before a gap', () => {
    for (const id of ['a', 'b', 'c', 'd']) tell(id)
    assert.equal(idsAfter(0), null)
    assert.deepEqual(idsAfter(1), ['b', 'c', 'd'])
    const before = changes.newest()
    tell(null)
    assert.equal(idsAfter(before), null)
    tell('e')
    assert.deepEqual(idsAfter(changes.newest() - 1), ['e'])
  })

  it('has positions that only its own process can read', () => {
    tell('a')
    const text = changes.write(1)
    assert.equal(changes.read(text), 1)
    const other = rememberChanges({ onAny: () => () => {} })
    assert.equal(other.read(text), null)
    for (const bad of ['', '1', 'x.y', '-1', text.replace('1', '1e3')]) {
      assert.equal(changes.read(bad), null)
    }
  })
})
