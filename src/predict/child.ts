/** Main module of the child that predicts for the API: it loads TensorFlow, so that the API need not. */
import fs from 'node:fs/promises'
import type { Dataset } from '../data/dataset.ts'
import { encodeInputs } from '../data/prepare/encode-inputs.ts'
import { testSplit } from '../data/prepare/prepare.ts'
import { imputedIn, unknownFinder } from '../data/prepare/stand-ins.ts'
import { rowAt } from '../data/preview.ts'
import { decodeDataset } from '../data/stored/encode.ts'
import { limitThreads, loadBackend } from '../engine/backend.ts'
import { decodeWeighted, type Member } from '../engine/blend/blend.ts'
import { combinePredictions } from '../engine/blend/combine.ts'
import { evaluateBlend } from '../engine/blend/evaluate-blend.ts'
import { classTable } from '../engine/measure/classes.ts'
import { predict } from '../engine/network/model.ts'
import type { Prediction } from '../engine/network/prediction.ts'
import { Problem } from '../errors.ts'
import { checkFormats } from '../export/check-formats.ts'
import { exportModel } from '../export/export-model.ts'
import { diagnoseModel } from './diagnose-model.ts'
import type { PredictAnswer, PredictRequest } from './protocol.ts'

limitThreads(process.env)
const backend = await loadBackend({ device: process.env.SWEEPD_DEVICE === 'cpu' ? 'cpu' : 'auto' })
const { tf } = backend
let last: { path: string; dataset: Dataset } | null = null

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
  if (request.type === 'rows') {
    const dataset = await readDataset(request.datasetPath)
    return { id, type: 'rows', rows: request.rows.map((row) => rowAt(dataset, row)) }
  }
  const members = decodeWeighted(request.models)
  if (request.type === 'predict') {
    return { id, type: 'predictions', predictions: await predictRows(members, request.inputs) }
  }
  if (request.type === 'export') {
    return { id, type: 'exported', bytes: await exportModel(backend, members, request) }
  }
  if (request.type === 'check-formats') {
    const formats = await checkFormats(backend, members, request.origin)
    return { id, type: 'checked-formats', formats }
  }
  const dataset = await readDataset(request.datasetPath)
  if (request.type === 'diagnose') {
    const diagnosis = await diagnoseModel(tf, members, dataset, request)
    return { id, type: 'diagnosis', diagnosis }
  }
  const withRows = members.map((member) => ({
    ...member,
    split: testSplit(dataset, member.model),
  }))
  const { model, split } = withRows[0]!
  if (split.rows === 0) {
    return {
      id,
      type: 'refused',
      detail: 'The dataset has no test rows: upload it with testFraction or test.',
      faults: [],
    }
  }
  const { metrics, classes } = await evaluateBlend(tf, withRows)
  const table = classes && classTable(model.classes!, classes)
  return { id, type: 'evaluation', evaluation: { rows: split.rows, metrics, ...table } }
}

/** Datasets are large, and the requests of a page are about one of them. */
async function readDataset(path: string): Promise<Dataset> {
  if (last?.path !== path) last = { path, dataset: decodeDataset(await fs.readFile(path)) }
  return last.dataset
}

/** The mean of the members' predictions. A text is unknown if it is to all of them. */
async function predictRows(
  members: readonly Member[],
  rows: readonly unknown[],
): Promise<Prediction[]> {
  const ofMembers: Prediction[][] = []
  for (const { model } of members) {
    ofMembers.push(await predict(tf, model, encodeInputs(model.inputs, rows)))
  }
  const weights = members.map(({ weight }) => weight)
  const { classes, inputs } = members[0]!.model
  const unknownIn = members.map(({ model }) => unknownFinder(model.inputs))
  return combinePredictions(ofMembers, weights, classes).map((prediction, index) => {
    const row = rows[index]
    const imputed = imputedIn(inputs, row)
    const [first = [], ...others] = unknownIn.map((find) => find(row))
    const unknown = first.filter((column) => others.every((found) => found.includes(column)))
    return {
      ...prediction,
      ...(imputed.length > 0 && { imputed }),
      ...(unknown.length > 0 && { unknown }),
    }
  })
}

function failure(id: number, error: unknown): PredictAnswer {
  if (error instanceof Problem) {
    return { id, type: 'refused', detail: error.message, faults: error.faults }
  }
  return { id, type: 'broken', message: error instanceof Error ? error.message : String(error) }
}
