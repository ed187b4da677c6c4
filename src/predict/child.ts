/** Main module of the child that predicts for the API: it loads TensorFlow, so that the API need not. */
import fs from 'node:fs/promises'
import { encodeInputs } from '../data/prepare/encode-inputs.ts'
import { testSplit } from '../data/prepare/prepare.ts'
import { imputedIn, unknownFinder } from '../data/prepare/stand-ins.ts'
import { decodeDataset } from '../data/stored/encode.ts'
import { limitThreads, loadBackend } from '../engine/backend.ts'
import { classTable } from '../engine/measure/classes.ts'
import { decodeModel, evaluate, predict, type TrainedModel } from '../engine/network/model.ts'
import { Problem } from '../errors.ts'
import { exportModel } from '../export/export-model.ts'
import type { PredictAnswer, PredictRequest } from './protocol.ts'

limitThreads(process.env)
const backend = await loadBackend({ device: process.env.SWEEPD_DEVICE === 'cpu' ? 'cpu' : 'auto' })
const { tf } = backend

process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
process.on('message', (raw) => {
  const request = raw as PredictRequest
  answer(request).then(
    (answered) => process.send?.(answered),
    (error) => process.send?.(failure(request.id, error)),
  )
})

async function answer(request: PredictRequest): Promise<PredictAnswer> {
  const { id } = request
  if (request.type === 'export') {
    const { models } = request
    const total = models.reduce((sum, { weight }) => sum + weight, 0)
    const members = models.map(({ bytes, weight }) => ({
      weight: weight / total,
      model: decodeModel(bytes),
    }))
    return { id, type: 'exported', bytes: await exportModel(backend, members, request) }
  }
  const model = decodeModel(request.model)
  if (request.type === 'predict') {
    const x = encodeInputs(model.inputs, request.inputs)
    const unknownIn = unknownFinder(model.inputs)
    const predictions = (await predict(tf, model, x)).map((prediction, row) => {
      const imputed = imputedIn(model.inputs, request.inputs[row])
      const unknown = unknownIn(request.inputs[row])
      return {
        ...prediction,
        ...(imputed.length > 0 && { imputed }),
        ...(unknown.length > 0 && { unknown }),
      }
    })
    return { id, type: 'predictions', predictions }
  }
  const dataset = decodeDataset(await fs.readFile(request.datasetPath))
  const { inputs, target }: TrainedModel = model
  const split = testSplit(dataset, { inputs, target })
  if (split.rows === 0) {
    return {
      id,
      type: 'refused',
      detail: 'The dataset has no test rows: upload it with testFraction or test.',
      faults: [],
    }
  }
  const { metrics, classes } = await evaluate(tf, model, split)
  const table = classes && classTable(model.classes!, classes)
  return { id, type: 'evaluation', evaluation: { rows: split.rows, metrics, ...table } }
}

function failure(id: number, error: unknown): PredictAnswer {
  if (error instanceof Problem) {
    return { id, type: 'refused', detail: error.message, faults: error.faults }
  }
  return { id, type: 'broken', message: error instanceof Error ? error.message : String(error) }
}
