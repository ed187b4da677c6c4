/** Predicts the rows that the folds of a trial held back, and diagnoses the predictions. */
import type { Dataset } from '../data/dataset.ts'
import { encodeRows } from '../data/prepare/encode-rows.ts'
import { sizedAlike } from '../data/split/fold-sizes.ts'
import { searchFolds } from '../data/split/search-folds.ts'
import type { Member } from '../engine/blend/blend.ts'
import type { Diagnosis, HowValidated } from '../engine/diagnose/diagnosis.ts'
import { evenly } from '../engine/diagnose/evenly.ts'
import { diagnoseClasses } from '../engine/diagnose/of-classes.ts'
import { diagnoseValues } from '../engine/diagnose/of-values.ts'
import { checkNetwork } from '../engine/network/check-network.ts'
import { predict, type TrainedModel } from '../engine/network/model.ts'
import type { Prediction } from '../engine/network/prediction.ts'
import { sizeOf, type Tf } from '../engine/tensorflow.ts'

const mostRows = 20_000
const mostMultiplications = 1e11 // some ten seconds on two cores
const mostProbabilities = 4e6
const fewestRows = 100
const valuesAtOnce = 2 ** 23

/**
 * @param members  of the model: the network of each fold in their order, or of the first fold alone
 * @throws Error if the folds are not those that the model was trained on
 */
export async function diagnoseModel(
  tf: Tf,
  members: readonly Member[],
  dataset: Dataset,
  { validation, seed }: HowValidated,
): Promise<Diagnosis> {
  const folds = sizedAlike(searchFolds(dataset, { validation, seed }), seed)
  if (folds.length < members.length) {
    throw new Error(
      `the model has ${members.length} networks, the validation ${folds.length} folds`,
    )
  }
  const held = members.map((_, fold) => folds[fold]!.validation)
  const rows = held.reduce((sum, { length }) => sum + length, 0)
  const share = Math.min(1, rowLimit(members[0]!.model) / rows)
  const used = held.map((own) => Uint32Array.from(evenly(own, Math.ceil(own.length * share))))
  const predictions: Prediction[] = []
  for (const [fold, { model }] of members.entries()) {
    predictions.push(...(await predictAll(tf, model, dataset, used[fold]!)))
  }
  const all = used.flatMap((own) => [...own])
  const { target } = dataset
  const common = { rows, used: all.length, folds: members.length }
  if (target.type === 'values') {
    const targets = all.map((row) => target.values[row]!)
    const values = diagnoseValues({ rows: all, targets, predictions: predictions as never })
    const { calibration = null } = members[0]!.model
    return { ...common, classes: null, values: { ...values, calibration } }
  }
  const labels = all.map((row) => target.labels[row]!)
  const probabilities = predictions.map((own) => (own as { probabilities: number[] }).probabilities)
  const classes = diagnoseClasses(target.classes, { rows: all, labels, probabilities })
  return { ...common, classes, values: null }
}

/** Rows that are predicted in some seconds. */
function rowLimit(model: TrainedModel): number {
  const { multiplications } = checkNetwork(model.spec, model)
  const affordable = Math.floor(mostMultiplications / Math.max(1, multiplications))
  const ofClasses = Math.floor(mostProbabilities / (model.classes?.length ?? 1))
  return Math.min(mostRows, Math.max(fewestRows, Math.min(affordable, ofClasses)))
}

/** Encodes some rows at a time, so that wide rows need little memory. */
async function predictAll(
  tf: Tf,
  model: TrainedModel,
  { inputs }: Dataset,
  rows: Uint32Array,
): Promise<Prediction[]> {
  const atOnce = Math.max(1, Math.floor(valuesAtOnce / sizeOf(model.inputShape)))
  const predictions: Prediction[] = []
  for (let from = 0; from < rows.length; from += atOnce) {
    const x = encodeRows(model.inputs, inputs, rows.subarray(from, from + atOnce))
    predictions.push(...(await predict(tf, model, x)))
  }
  return predictions
}
