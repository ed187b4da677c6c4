import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import type * as ort from 'onnxruntime-node'
import { onnx } from '../../../src/export/formats/onnx.ts'
import { backend, refuseLeaks, tf } from '../../engine/backend-under-test.ts'
import { aCard, type Card, cardIn } from '../a-card.ts'
import { type ExportCase, exportCases, predicted } from '../cases.ts'
import { assertPredicted, type Outputs } from '../compare.ts'

const skip = backend.kind === 'tensorflow' ? false : 'needs native TensorFlow'
const { InferenceSession, Tensor } = createRequire(import.meta.url)(
  'onnxruntime-node',
) as typeof ort

describe('an ONNX model', { skip }, () => {
  refuseLeaks()

  it('says in ONNX Runtime what /predict says: all layers, losses and encodings', async () => {
    for (const one of await exportCases()) {
      const [file] = await onnx.write(tf, one.members, aCard)
      const session = await InferenceSession.create(file!.bytes, { logSeverityLevel: 3 })
      assertPredicted(one, await run(session, one, cardIn(file!.bytes)), await predicted(tf, one))
      await session.release()
    }
  })
})

/** @param card  in the file's metadata, which onnxruntime-node does not show */
async function run(session: ort.InferenceSession, one: ExportCase, card: Card): Promise<Outputs> {
  const { columns, sampleShape, rows } = one
  const feeds = card.inputs.map(({ name, column = 'samples' }) => {
    const values = columns[column]!
    const shape = [rows, ...(sampleShape ?? [])]
    if (sampleShape) {
      return [name, new Tensor('float32', Float32Array.from(values as number[]), shape)]
    }
    if (typeof values[0] === 'string')
      return [name, new Tensor('string', values as string[], shape)]
    return [name, new Tensor('float64', Float64Array.from(values as number[]), shape)]
  })
  const outputs = await session.run(Object.fromEntries(feeds))
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, data as ArrayLike<unknown>]),
  )
}
