import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  nameFor,
  roleOf,
  withMend,
  withRole,
} from '../../../web/src/pages/datasets/upload/dataset-spec.ts'

describe('the name of an upload', () => {
  it('is that of the file, as the API accepts it, and free', () => {
    assert.equal(nameFor('House prices (2024).csv.gz', []), 'House-prices-2024')
    assert.equal(nameFor('iris.data', ['iris']), 'iris-2')
    assert.equal(nameFor('iris.parquet', ['iris', 'iris-2']), 'iris-3')
    assert.equal(nameFor('Größe.tsv', []), 'Gro-e')
    assert.equal(nameFor('数据.csv', []), 'dataset')
    for (const name of ['_x.csv', '.hidden.csv', `${'a'.repeat(200)}.csv`]) {
      assert.match(nameFor(name, []), /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/)
    }
  })
})

describe('a mend', () => {
  it('adds to lists and objects, and replaces other values', () => {
    const spec = { name: 'a', ignore: ['id'], missing: ['?'], datetime: { day: 'dd.MM.yyyy' } }
    assert.deepEqual(withMend(spec, { ignore: ['key', 'id'], missing: ['NA'] }), {
      ...spec,
      ignore: ['key', 'id'],
      missing: ['?', 'NA'],
    })
    assert.deepEqual(withMend(spec, { datetime: { sent: 'yyyyMMdd' } }).datetime, {
      day: 'dd.MM.yyyy',
      sent: 'yyyyMMdd',
    })
    assert.equal(withMend(spec, { dropMissingTarget: true }).dropMissingTarget, true)
    assert.deepEqual(withMend({ name: 'a' }, { test: { split: 'part' } }).test, { split: 'part' })
  })

  it('that ignores a column takes it out of the other lists', () => {
    const spec = {
      name: 'a',
      categorical: ['id', 'zip'],
      ordered: { id: ['a', 'b'] },
      keep: ['id'],
    }
    assert.deepEqual(withMend(spec, { ignore: ['id'] }), {
      name: 'a',
      categorical: ['zip'],
      ignore: ['id'],
    })
  })
})

describe('the role of a column', () => {
  it('is the one that was chosen last', () => {
    let spec = { name: 'a', task: 'regression' as const, target: 'price' as string | number }
    for (const role of ['ignore', 'categorical', 'weight', 'auto'] as const) {
      const changed = withRole(spec, 'size', role)
      assert.equal(roleOf(changed, 'size'), role)
      assert.equal(roleOf(changed, 'price'), 'target')
      spec = changed as typeof spec
    }
    const ordered = withRole(spec, 'size', 'ordered', { order: ['small', 'large'] })
    assert.deepEqual(ordered.ordered, { size: ['small', 'large'] })
    assert.equal(roleOf(withRole(ordered, 'size', 'auto'), 'size'), 'auto')
  })

  it('of a column that was left out by itself can be input', () => {
    const kept = withRole({ name: 'a' }, 'column0', 'auto', { isLeftOut: true })
    assert.deepEqual(kept, { name: 'a', keep: ['column0'] })
    assert.deepEqual(withRole(kept, 'column0', 'ignore'), { name: 'a', ignore: ['column0'] })
  })

  it('of target is one column’s, and the task follows from it', () => {
    const spec = withRole({ name: 'a', task: 'regression', target: 'price' }, 'size', 'target')
    assert.deepEqual(spec, { name: 'a', target: 'size' })
  })
})
