import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ModelCard } from '../../../src/api/schemas/model-card.ts'
import { card } from '../../../src/export/formats/card.ts'
import { backend, tf } from '../../engine/backend-under-test.ts'
import { aCard, cardOf } from '../a-card.ts'
import { exportCases } from '../cases.ts'

const skip = backend.kind === 'tensorflow' ? false : 'needs native TensorFlow'

describe('the model card alone', { skip }, () => {
  it('says of every model what it is and where it comes from', async () => {
    for (const { members } of await exportCases()) {
      const files = await card.write(tf, members, { ...aCard, format: 'card' })
      assert.equal(files.length, 1)
      const {
        format,
        study,
        trials,
        members: described,
        ...rest
      } = ModelCard.parse(JSON.parse(JSON.stringify(cardOf(files))))
      assert.equal(format, 'card')
      assert.deepEqual({ study, trials }, { study: aCard.study, trials: aCard.trials })
      assert.equal(described.length, members.length)
      assert.deepEqual(
        described[0]!.specification,
        JSON.parse(JSON.stringify(members[0]!.model.spec)),
      )
      assert.equal('inputs' in rest, false) // of a graph
    }
  })
})
