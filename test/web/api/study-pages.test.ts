import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withoutStudy, withStudy } from '../../../web/src/api/study-pages.ts'
import type { Study, StudyPage } from '../../../web/src/api/types.ts'

const study = (id: string, change: object = {}) =>
  ({
    id,
    name: id,
    state: 'running',
    tags: [],
    best: null,
    version: 1,
    ...change,
  }) as unknown as Study
const pages: StudyPage[] = [
  { items: [study('c'), study('b')], next: 'b' },
  { items: [study('a')], next: null },
]
const named = (of: readonly StudyPage[]) => of.map(({ items }) => items.map(({ id }) => id))

describe('a list of studies', () => {
  it('has the new figures of a study in its place', () => {
    const next = study('b', { version: 2 })
    const { pages: changed, isPlaced } = withStudy(pages, next)
    assert.equal(changed[0]?.items[1], next)
    assert.equal(changed[1], pages[1])
    assert.deepEqual([named(changed), isPlaced], [named(pages), true])
  })

  it('is to be read again when what it may be filtered or sorted by has changed', () => {
    for (const change of [
      { name: 'x' },
      { state: 'paused' },
      { tags: ['red'] },
      { best: { value: 1 } },
    ]) {
      assert.equal(withStudy(pages, study('b', change)).isPlaced, false)
    }
    assert.deepEqual(withStudy(pages, study('new')), { pages, isPlaced: false })
  })

  it('loses a study that was deleted', () => {
    assert.deepEqual(named(withoutStudy(pages, 'b').pages), [['c'], ['a']])
    assert.deepEqual(withoutStudy(pages, 'unknown').pages, pages)
  })
})
