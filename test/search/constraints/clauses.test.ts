import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compile } from '../../../src/search/constraints/evaluate.ts'
import { type Expression, namesIn, print } from '../../../src/search/constraints/expression.ts'
import { parseClause } from '../../../src/search/constraints/parse-clause.ts'
import {
  maxClauses,
  parseConstraints,
  parseForbidden,
} from '../../../src/search/constraints/parse-constraints.ts'
import type { Params } from '../../../src/search/space/params.ts'
import { spaceOf } from '../space-arbitrary.ts'
import { anyClause, conditionOn } from './clause-arbitrary.ts'

const space = spaceOf({
  batchSize: { $choice: [10, 64, 128] },
  'weight-decay': { $float: { low: 0, high: 1 } },
  bias: { $bool: true },
  dropout: { $choice: [null, 0.1, 0.5] },
  step: { $float: { low: 0, high: 1, step: 0.1 } },
  optimizer: {
    $choice: [
      { type: 'adam', learningRate: { $float: { low: 1e-4, high: 1, log: true } } },
      { type: 'sgd', momentum: { $choice: [0, 0.9] } },
    ],
  },
  layers: [{ units: { $int: { low: 1, high: 9 } } }],
  spaced: { $int: { low: 1, high: 9 }, name: 'a and b' },
})
const rate = 'optimizer[adam].learningRate'

function holds(clause: string, params: Params): boolean {
  const { constraints, faults } = parseConstraints([clause], space.parameters, '')
  assert.deepEqual(faults, [])
  return (constraints[0] as (typeof constraints)[0]).holds(params)
}

describe('the grammar', () => {
  test('parse(print(tree)) is the tree', () => {
    fc.assert(
      fc.property(anyClause, (clause) => {
        const text = print(clause)
        fc.pre(text.length <= 1_000)
        assert.deepEqual(unplaced(parseClause(text, [...namesIn(clause)])), clause)
      }),
      { seed: 7, numRuns: 2_000 },
    )
  })

  test('binds as in arithmetic and logic', () => {
    const same = (one: string, other: string) =>
      assert.equal(print(parseClause(one, [])), print(parseClause(other, [])))
    same('a or b and not c == 1', 'a or (b and (not (c == 1)))')
    same('a - b - c * -d < 2', '((a - b) - (c * (-d))) < 2')
    same('a / b / c > 1', '((a / b) / c) > 1')
    assert.equal(print(parseClause('(a < b) == (c < d)', [])), '(a < b) == (c < d)')
  })

  test('knows names with brackets, quotes and hyphens, and any name in back quotes', () => {
    assert.ok(
      holds(`${rate} < 0.01 and layers[0].units >= 2`, { [rate]: 0.001, 'layers[0].units': 2 }),
    )
    assert.ok(!holds('weight-decay<0.5', { 'weight-decay': 0.7 }))
    assert.ok(holds('weight-decay - step == 0', { 'weight-decay': 0.5, step: 0.5 }))
    assert.ok(!holds('`a and b` == 3', { 'a and b': 4 }))
    assert.ok(holds(`optimizer == 'sgd' and "sgd" == optimizer`, { optimizer: 'sgd' }))
  })

  const faulty: [clause: unknown, position: number | null, detail: RegExp][] = [
    ['batchSize <', 12, /a value is missing/],
    ['batchSize = 10', 11, /write ==/],
    ['batchSize < 64 && bias', 16, /write "and"/],
    ['(batchSize < 64', 16, /"\)" is missing/],
    ['batchSize < 64)', 15, /unexpected "\)"/],
    ['10 < batchSize < 64', 16, /do not chain; write "… and batchSize < …"/],
    ['batchSize < 0x10', 13, /not a number/],
    ['batchSize < 1e999', 13, /too large/],
    ['optimizer == "sgd', 14, /is not closed/],
    ['batchSize < 64; drop', 15, /";" is not accepted/],
    [
      'batchSize.constructor > 1',
      1,
      /unknown parameter "batchSize.constructor"; known: batchSize, /,
    ],
    ['learningRate < 1', 1, /unknown parameter "learningRate"/],
    ['optimizer == sgd', 14, /in quotes: "sgd"/],
    ['optimizer == "adm"', 14, /"adm" is not an option of optimizer; its options: "adam", "sgd"/],
    ['batchSize == 65', 14, /65 is not an option/],
    ['optimizer > 1', 1, /optimizer is a string, not a number/],
    ['bias + 1 > 1', 1, /bias is a boolean, not a number/],
    ['batchSize == "10"', 1, /batchSize is a number, "10" is a string/],
    ['bias == 1', 1, /is a boolean/],
    ['batchSize', 1, /batchSize is a number, not a condition/],
    ['bias and batchSize', 10, /not a condition/],
    ['1 < 2', 1, /does not contain a parameter/],
    ['', 1, /a value is missing/],
    [`bias ${'or bias '.repeat(200)}`, 1_001, /at most 1000 characters/],
    [7, null, /7 is not a clause/],
    [{ clause: 'bias' }, null, /is not a clause/],
  ]
  for (const [clause, position, detail] of faulty) {
    test(`refuses ${JSON.stringify(clause).slice(0, 60)}`, () => {
      const { faults } = parseConstraints(['bias', clause], space.parameters, '/constraints')
      assert.equal(faults.length, 1)
      assert.equal(faults[0]?.pointer, '/constraints/1')
      assert.match(faults[0]?.detail ?? '', detail)
      const where = /^at character (\d+): /.exec(faults[0]?.detail ?? '')
      assert.equal(where === null ? null : Number(where[1]), position)
    })
  }

  test('refuses what is no list, and too long a one', () => {
    const pointers = (json: unknown) =>
      parseConstraints(json, space.parameters, '/constraints').faults.map(({ pointer }) => pointer)
    assert.deepEqual(pointers('bias'), ['/constraints'])
    assert.deepEqual(pointers(Array.from({ length: maxClauses + 1 }, () => 'bias')), [
      '/constraints',
    ])
    assert.deepEqual(pointers(undefined), [])
  })
})

describe('a parameter that a trial does not have', () => {
  const sgd = { optimizer: 'sgd', batchSize: 128 }

  test('breaks no clause, negated or not', () => {
    for (const clause of [`${rate} < 0.01`, `not ${rate} < 0.01`, `${rate} == 1`, `-${rate} > 0`]) {
      assert.ok(holds(clause, sgd), clause)
    }
    assert.ok(holds(`batchSize <= 64 or ${rate} < 0.01`, sgd))
    assert.ok(!holds(`batchSize <= 64 and ${rate} < 0.01`, sgd))
    assert.ok(holds(`not (batchSize > 64 and ${rate} < 0.01)`, sgd))
    assert.ok(!holds(`not (batchSize > 64 or ${rate} < 0.01)`, sgd))
  })

  test('is like a value of a choice that is no number, where one is needed', () => {
    assert.ok(holds('dropout < 0.3', { dropout: null }))
    assert.ok(!holds('dropout < 0.3', { dropout: 0.5 }))
    assert.ok(!holds('dropout != null', { dropout: null }))
  })

  test('decides nothing that another value of it could change', () => {
    const names = ['a', 'b', 'c']
    const params = fc.record(
      { a: fc.nat(6), b: fc.nat(6), c: fc.nat(6) },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Params>
    fc.assert(
      fc.property(conditionOn(names), params, fc.nat(6), (clause, partial, filler) => {
        const decide = compile(clause)
        const decided = decide(partial)
        if (decided === undefined) return
        const whole = { ...Object.fromEntries(names.map((name) => [name, filler])), ...partial }
        assert.equal(decide(whole), decided)
      }),
      { seed: 3, numRuns: 2_000 },
    )
  })
})

describe('forbidden combinations', () => {
  const read = (json: unknown) => parseForbidden(json, space.parameters, '/forbidden')

  test('refuse trials that have all of the values, and no others', () => {
    const { constraints, faults } = read([{ 'optimizer[sgd].momentum': 0.9, batchSize: 10 }])
    assert.deepEqual(faults, [])
    const allows = (params: Params) => constraints[0]?.holds(params)
    assert.equal(allows({ batchSize: 10, optimizer: 'sgd', 'optimizer[sgd].momentum': 0.9 }), false)
    assert.equal(allows({ batchSize: 64, optimizer: 'sgd', 'optimizer[sgd].momentum': 0.9 }), true)
    assert.equal(allows({ batchSize: 10, optimizer: 'adam' }), true)
  })

  test('take a step as clients compute it', () => {
    assert.equal(read([{ step: 0.1 + 0.2 }]).constraints[0]?.holds({ step: 0.3 }), false)
  })

  test('are refused with a pointer to each value that cannot be', () => {
    const pointers = (json: unknown) => read(json).faults.map(({ pointer }) => pointer)
    assert.deepEqual(pointers([{ bias: true }, { 'a/b': 1, batchSize: 11, bias: true }]), [
      '/forbidden/1/a~1b',
      '/forbidden/1/batchSize',
    ])
    assert.deepEqual(pointers([{}, 'bias', null]), ['/forbidden/0', '/forbidden/1', '/forbidden/2'])
    assert.deepEqual(pointers({ bias: true }), ['/forbidden'])
  })
})

/** The tree with all positions at 0. */
function unplaced(expression: Expression): Expression {
  if (expression.kind === 'literal' || expression.kind === 'parameter')
    return { ...expression, at: 0 }
  if ('operand' in expression)
    return { ...expression, operand: unplaced(expression.operand), at: 0 }
  const { left, right } = expression
  return { ...expression, left: unplaced(left), right: unplaced(right), at: 0 }
}
