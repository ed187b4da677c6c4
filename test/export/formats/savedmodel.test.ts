import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { savedmodel } from '../../../src/export/formats/savedmodel.ts'
import { backend, refuseLeaks, tf } from '../../engine/backend-under-test.ts'
import { aCard, cardOf } from '../a-card.ts'
import { exportCases, predicted } from '../cases.ts'
import { assertPredicted, type Outputs } from '../compare.ts'
import { pythonWithTensorFlow, runPython } from '../python.ts'

const found = pythonWithTensorFlow()
const skip =
  backend.kind !== 'tensorflow' ? 'needs native TensorFlow' : 'skip' in found && found.skip

describe('a SavedModel', { skip }, () => {
  refuseLeaks()

  it('says in Python what /predict says: all layers, losses and encodings', async () => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-savedmodels-'))
    try {
      const cases = await exportCases()
      for (const [index, { members, columns, sampleShape }] of cases.entries()) {
        const folder = path.join(root, String(index))
        fs.mkdirSync(folder)
        const files = await savedmodel.write(tf, members, aCard)
        for (const { name, bytes } of files) fs.writeFileSync(path.join(folder, name), bytes)
        const { inputs } = cardOf(files)
        const values = inputs.map(({ name, column = 'samples' }) => [
          name,
          { values: columns[column], shape: sampleShape ?? [] },
        ])
        fs.writeFileSync(
          path.join(folder, 'inputs.json'),
          JSON.stringify(Object.fromEntries(values)),
        )
      }
      const answers = runPython((found as { python: string }).python, 'run_savedmodels.py', [
        root,
      ]) as Record<string, Outputs>
      for (const [index, one] of cases.entries()) {
        assertPredicted(one, answers[index]!, await predicted(tf, one))
      }
      assert.ok(cases.length > 40)
    } finally {
      fs.rmSync(root, { recursive: true })
    }
  })
})
