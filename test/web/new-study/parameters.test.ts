import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { externalStudy } from '../../../web/src/pages/new-study/external-study.ts'
import {
  fieldOf,
  freeName,
  newValues,
  optionName,
  renamed,
  shownAs,
} from '../../../web/src/pages/new-study/form/parameters.ts'
import { type TestApi, testApi } from '../../support/api.ts'

let api: TestApi
before(async () => {
  api = await testApi()
})
after(() => api.close())

describe('the space of an external study in the form', () => {
  it('begins as a valid study, and stays one with each kind of parameter', async () => {
    const valid = async (body: object) => {
      const { status, body: answer } = await api.call('POST', '/v1/studies/validate', body)
      assert.equal(status, 200, JSON.stringify(answer))
    }
    await valid(externalStudy)
    for (const value of Object.values(newValues)) {
      await valid({ ...externalStudy, space: { ...externalStudy.space, parameter: value } })
    }
  })

  it('shows choices whose options have parameters as such, at any depth', () => {
    const { optimizer, depth } = externalStudy.space
    assert.deepEqual(shownAs(optimizer), { kind: 'options', options: optimizer.$choice })
    assert.deepEqual(shownAs(depth), { kind: 'value' })
    assert.deepEqual(shownAs({ $choice: [1, 2] }), { kind: 'value' })
    assert.deepEqual(shownAs({ a: 1 }), { kind: 'members', members: { a: 1 } })
    for (const value of [3, 'x', null, [1], { $expr: 'a * 2' }]) {
      assert.deepEqual(shownAs(value), { kind: 'value' })
    }
  })

  it('is fixed or searched by the kind of its value', () => {
    for (const [value, kind] of [
      [3, 'number'],
      ['x', 'text'],
      [{ $int: { low: 1, high: 8 } }, 'number'],
      [{ $bool: true }, 'boolean'],
    ] as const) {
      assert.equal(fieldOf('a', value).kind, kind)
    }
  })

  it('names what is added, and keeps the order when a name changes', () => {
    assert.equal(freeName({}), 'parameter')
    assert.equal(freeName({ parameter: 1, parameter2: 1 }), 'parameter3')
    const members = { a: 1, b: 2, c: 3 }
    assert.deepEqual(Object.keys(renamed(members, 'b', 'x') ?? {}), ['a', 'x', 'c'])
    assert.deepEqual(renamed(members, 'b', 'b'), members)
    assert.equal(renamed(members, 'b', 'c'), null)
    assert.equal(renamed(members, 'b', ''), null)
    assert.deepEqual(
      [{ type: 'adam' }, { rate: 1 }, 'none'].map((option, at) => optionName(option, at)),
      ['adam', 'option 2', 'none'],
    )
  })
})
