import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showProblem } from '../../../src/cli/show/problem.ts'

test('every fault has its place in the body', () => {
  const text = showProblem({
    type: 'https://sweepd.dev/problems/invalid-study',
    title: 'The study is not valid',
    status: 422,
    detail: '2 faults.',
    instance: '/requests/1',
    errors: [
      { pointer: '/space/batchSize', detail: 'low 9 is above high 1' },
      { pointer: '', detail: 'unknown key' },
    ],
  })
  assert.equal(
    text,
    [
      '422 The study is not valid: 2 faults.',
      '  /space/batchSize  low 9 is above high 1',
      '  (whole body)      unknown key',
    ].join('\n'),
  )
})

test('what the title says is not said again', () => {
  const title = 'The study is not valid'
  const fault = { pointer: '/space', detail: 'is missing' }
  assert.equal(
    showProblem({ status: 422, title, detail: `${title}.`, errors: [fault] }),
    '422 The study is not valid\n  /space  is missing',
  )
  assert.equal(
    showProblem({ status: 422, title, detail: 'The budget does not fit.' }),
    '422 The study is not valid: The budget does not fit.',
  )
})

test('a fault of the server names the request in its log', () => {
  const text = showProblem({ status: 500, title: 'Internal Server Error', instance: '/requests/7' })
  assert.equal(text, '500 Internal Server Error\n  /requests/7 in the server log')
})

test('an answer without a word still has its status', () => {
  assert.match(showProblem({ status: 502 }), /^502 /)
})
