import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { groupsOf, stepsPerSecond } from '../../../web/src/pages/workers/totals.ts'

describe('the trials of a worker', () => {
  it('are shown in groups that train side by side', () => {
    const trial = (number: number, group: number) => ({
      ...{ number, group, studyId: 's', study: 'digits', lastStep: number, epochs: 9 },
      startedAt: null,
    })
    const groups = groupsOf([trial(3, 0), trial(4, 1), trial(5, 0)])
    assert.deepEqual(
      groups.map(({ numbers, lastStep }) => [numbers, lastStep]),
      [
        [[3, 5], 3],
        [[4], 4],
      ],
    )
  })

  it('make so many steps a second', () => {
    assert.equal(stepsPerSecond({ usPerStep: 250 }), 4_000)
  })
})
