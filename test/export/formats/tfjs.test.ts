import assert from 'node:assert/strict'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { tfjs } from '../../../src/export/formats/tfjs.ts'
import { backend, tf } from '../../engine/backend-under-test.ts'
import { aCard, cardOf } from '../a-card.ts'
import { exportCases, predicted } from '../cases.ts'
import { assertPredicted } from '../compare.ts'

const skip = backend.kind === 'tensorflow' ? false : 'needs native TensorFlow'

/** The package as a person installs it, on its own kernels in JavaScript. */
async function plainTfjs() {
  const require = createRequire(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node-gpu'))
  const plain = require('@tensorflow/tfjs')
  await plain.setBackend('cpu')
  return plain
}

describe('a TensorFlow.js graph model', { skip }, () => {
  it('says what /predict says: all layers, losses and encodings', async () => {
    const cases = await exportCases()
    const exported = []
    for (const one of cases) {
      const files = await tfjs.write(tf, one.members, aCard)
      exported.push({ one, files, expected: await predicted(tf, one) })
    }
    const plain = await plainTfjs()
    try {
      for (const { one, files, expected } of exported) {
        const { modelTopology, weightsManifest, signature, format } = contentOf(files, 'model.json')
        const weightData = Uint8Array.from(bytesOf(files, 'weights.bin')).buffer
        const { weights: weightSpecs } = weightsManifest[0]
        const artifacts = { format, modelTopology, signature, weightSpecs, weightData }
        const model = plain.loadGraphModelSync(plain.io.fromMemorySync(artifacts))
        const samples = Object.keys(signature.inputs).map((name, at) => {
          const { encoded, model } = one.members[at]!
          const values = one.sampleShape ? one.columns.samples : encoded
          const shape = [one.rows, ...(one.sampleShape ?? model.inputShape)]
          return [name, plain.tensor(values, shape, 'float32')]
        })
        const names = Object.keys(signature.outputs)
        const made = model.execute(Object.fromEntries(samples), names)
        const tensors = Array.isArray(made) ? made : [made]
        const outputs = Object.fromEntries(names.map((name, at) => [name, tensors[at].arraySync()]))
        assertPredicted(one, outputs, expected)
        plain.dispose([samples.map(([, tensor]) => tensor), tensors])
        model.dispose()
      }
    } finally {
      await plain.setBackend('tensorflow')
    }
  })

  it('comes with a module that encodes rows as the server does', async () => {
    const one = (await exportCases()).find(({ name }) => name === 'a table with embeddings')!
    const files = await tfjs.write(tf, one.members, aCard)
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-tfjs-'))
    try {
      for (const { name, bytes } of files) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
        fs.writeFileSync(path.join(folder, name), bytes)
      }
      fs.symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'))
      const { encode } = await import(pathToFileURL(path.join(folder, 'encode.js')).href)
      const rows = Array.from({ length: one.rows }, (_, row) =>
        Object.fromEntries(
          Object.entries(one.columns).map(([name, values]) => {
            const value = values[row]!
            if (Number.isNaN(value) || value === '') return [name, null]
            return [name, name === 'sold at' ? new Date(value).toISOString() : value]
          }),
        ),
      )
      assert.deepEqual(encode(cardOf(files), rows), { samples: one.members[0]!.encoded })
    } finally {
      fs.rmSync(folder, { recursive: true })
    }
  })
})

type Files = Awaited<ReturnType<typeof tfjs.write>>

function bytesOf(files: Files, wanted: string): Uint8Array {
  return files.find(({ name }) => name === wanted)!.bytes
}

function contentOf(files: Files, wanted: string) {
  return JSON.parse(Buffer.from(bytesOf(files, wanted)).toString())
}
