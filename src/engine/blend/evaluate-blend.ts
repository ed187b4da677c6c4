/** Evaluates the mean of several networks on prepared samples. */
import type { Split } from '../../data/prepare/prepare.ts'
import { uploadSplits } from '../device-data.ts'
import { predictRows } from '../epochs/evaluate.ts'
import { evaluateRows, type RowsEvaluation } from '../measure/of-rows.ts'
import { evaluate, withModel } from '../network/model.ts'
import { findLoss } from '../spec.ts'
import { dispose, type Tf } from '../tensorflow.ts'
import type { Member } from './blend.ts'
import { type MemberRows, meanLoss, meanPrediction, mixtureLoss } from './mix-rows.ts'

/** A member with the rows as its own preprocessing encodes them. */
export interface MemberWithRows extends Member {
  split: Split
}

type Predicted = MemberWithRows & MemberRows

/**
 * The loss is that of the mixture, −log Σ wᵢ exp(−lᵢ), if all members have negative log-likelihoods. Otherwise it is that
 * of the first member with another loss: of the mean prediction, or, where that member learns a transformed target, the
 * mean of the members' losses.
 */
export async function evaluateBlend(
  tf: Tf,
  members: readonly MemberWithRows[],
): Promise<RowsEvaluation> {
  const [first, ...others] = members as [MemberWithRows, ...MemberWithRows[]]
  if (others.length === 0) return evaluate(tf, first.model, first.split)
  const all: Predicted[] = []
  for (const member of members) all.push(await predictedBy(tf, member))
  const point = all.find(({ model }) => !findLoss(model.spec.loss).isLikelihood)
  const own = point ?? all[0]!
  const predicted = meanPrediction(all, own)
  const perSample = point ? await pointLoss(tf, all, { own, predicted }) : mixtureLoss(all, own)
  return evaluateRows({ ...own.rows, predicted, perSample }, own.facts, {
    loss: findLoss(own.model.spec.loss),
    target: own.target,
  })
}

async function predictedBy(tf: Tf, member: MemberWithRows): Promise<Predicted> {
  const { model, split } = member
  return withModel(tf, model, async (context) => {
    const uploaded = uploadSplits(tf, [split], model, model.spec.preprocess)
    try {
      const rows = await predictRows(tf, context, uploaded)
      return { ...member, rows, facts: uploaded.facts[0]!, target: model.target }
    } finally {
      dispose(tf, [uploaded.x, uploaded.y, uploaded.factors])
    }
  })
}

function pointLoss(
  tf: Tf,
  all: readonly Predicted[],
  { own, predicted }: { own: Predicted; predicted: Float32Array },
): Promise<Float32Array> | Float32Array {
  if (own.target?.transform === undefined) return lossOf(tf, own, predicted)
  return meanLoss(all, own)
}

/** The loss of the member `own`, whose outputs are the prediction itself, for other predictions. */
async function lossOf(tf: Tf, { model, rows }: Predicted, predicted: Float32Array) {
  return withModel(tf, model, async ({ network, hyperparameters }) => {
    const { length } = rows.y
    const perSample = tf.tidy(() =>
      network.loss.perSample(tf, {
        outputs: tf.tensor3d(predicted, [1, length, predicted.length / length]),
        targets: tf.tensor2d(
          rows.y,
          [1, length],
          rows.y instanceof Int32Array ? 'int32' : 'float32',
        ),
        hyperparameters: hyperparameters.loss,
        options: network.lossOptions,
        training: false,
      }),
    )
    try {
      return (await perSample.data()) as Float32Array
    } finally {
      perSample.dispose()
    }
  })
}
