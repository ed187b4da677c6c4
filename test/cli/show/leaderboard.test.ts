import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showLeaderboard } from '../../../src/cli/show/leaderboard.ts'

const objective = { metric: 'validation.accuracy', direction: 'maximize' as const }
const items = [
  {
    rank: 1,
    number: 7,
    state: 'complete' as const,
    value: 0.98125,
    step: 5,
    durationMs: 4_200,
    params: { optimizer: 'adam', 'optimizer[adam].learningRate': 0.0012345, batchSize: 32 },
  },
  {
    rank: 2,
    number: 3,
    state: 'running' as const,
    value: 0.97,
    step: null,
    durationMs: null,
    params: { optimizer: 'sgd', 'optimizer[sgd].learningRate': 0.1, batchSize: 64 },
  },
]

function cells(line: string | undefined): string[] {
  return (line ?? '')
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

test('every parameter has a column where the terminal is wide enough', () => {
  const lines = showLeaderboard(items, { objective, width: 200 }).split('\n')
  const head = ['rank', 'trial', 'validation.accuracy', 'epoch', 'time', 'optimizer']
  assert.deepEqual(cells(lines[1]), [...head, 'adam.learningRate', 'batchSize', 'sgd.learningRate'])
  assert.deepEqual(cells(lines[3]), [
    '1',
    '7',
    '0.98125',
    '5',
    '4.2 s',
    'adam',
    '0.00123',
    '32',
    '',
  ])
  assert.deepEqual(cells(lines[4]), ['2', '3 (running)', '0.97', '', '', 'sgd', '', '64', '0.1'])
})

test('a narrow terminal gets all parameters in one column, nothing lost and nothing too wide', () => {
  const text = showLeaderboard(items, { objective, width: 90 })
  const lines = text.split('\n')
  assert.ok(
    lines.every((line) => line.length <= 90),
    text,
  )
  const words = lines.flatMap((line) => cells(line).at(-1)?.split(' ') ?? [])
  for (const pair of ['optimizer=adam', 'learningRate=0.00123', 'learningRate=0.1']) {
    assert.ok(words.includes(pair), `${pair} in\n${text}`)
  }
})
