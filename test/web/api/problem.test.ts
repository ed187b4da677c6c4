import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  ApiProblem,
  isAt,
  isPassing,
  problemFrom,
  Unreachable,
} from '../../../web/src/api/problem.ts'

const document = {
  type: 'urn:sweepd:problem:invalid-study',
  title: 'The study is not valid',
  status: 422,
  detail: 'The budget is missing.',
  instance: '/requests/abc',
  errors: [{ pointer: '/budget', detail: 'required' }],
}

describe('a refusal', () => {
  it('is read from its problem document', () => {
    const problem = problemFrom(422, JSON.stringify(document))
    assert.ok(problem instanceof ApiProblem)
    assert.equal(problem.type, 'invalid-study')
    assert.equal(problem.message, 'The budget is missing.')
    assert.deepEqual(problem.faults, document.errors)
    assert.equal(problem.requestId, 'abc')
  })

  it('is told by its status where a proxy answered', () => {
    for (const text of ['<html>Bad gateway</html>', '', '"text"', '{"status":502}']) {
      assert.match(problemFrom(502, text).message, /502/)
    }
  })

  it('passes where the service is away for a moment', () => {
    assert.ok(isPassing(new Unreachable(new Error('refused'))))
    assert.ok(isPassing(problemFrom(503, '')))
    assert.ok(!isPassing(problemFrom(422, JSON.stringify(document))))
    assert.ok(!isPassing(new Error('a bug')))
  })

  it('is at a value and at what is around it', () => {
    const fault = { pointer: '/params/layers/0', detail: 'x' }
    assert.ok(['', '/params', '/params/layers', '/params/layers/0'].every((at) => isAt(fault, at)))
    assert.ok(['/params/lay', '/params/layers/0/units'].every((at) => !isAt(fault, at)))
  })
})
