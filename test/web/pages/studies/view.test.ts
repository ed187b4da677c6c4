import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listFilter, parseStudiesView } from '../../../../web/src/pages/studies/view.ts'

const filter = (search: Record<string, unknown>) => listFilter(parseStudiesView(search))

describe('the address of the list of studies', () => {
  it('says nothing for the newest first', () => {
    assert.deepEqual(filter({}), { sort: 'createdAt', order: 'desc', history: 'true' })
  })

  it('asks the API for what it says', () => {
    assert.deepEqual(filter({ q: ' digits ', state: 'running', tag: 'a', sort: 'name' }), {
      q: 'digits',
      state: 'running',
      tag: 'a',
      sort: 'name',
      order: 'asc',
      history: 'true',
    })
    assert.equal(filter({ sort: 'name', order: 'desc' }).order, 'desc')
    assert.equal(filter({ order: 'asc' }).order, 'asc')
  })

  it('is the default where it makes no sense', () => {
    assert.deepEqual(filter({ state: 'tired', sort: 7, order: true }), filter({}))
    assert.deepEqual(parseStudiesView({ selected: 'a,b', columns: ['name'] }).selected, ['a', 'b'])
  })
})
