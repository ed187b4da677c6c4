import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { metrics } from '../../../src/engine/metrics/index.ts'

test('docs/metrics.md has every metric as the table of the code has it', () => {
  const rows = readFileSync('docs/metrics.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const expected = Object.entries(metrics).map(([name, { tasks, better, summary }]) => {
    const task = tasks.length === 2 ? 'both' : tasks[0]
    return `| \`${name}\` | ${task} | ${better === 'minimize' ? 'lower' : 'higher'} | ${summary} |`
  })
  assert.deepEqual(rows, expected)
})
