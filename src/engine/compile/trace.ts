/** Traces the functions of an epoch: a training step, an evaluation, the judging. */

import { type DeviceSplit, mapFactors } from '../device-data.ts'
import { type Chunks, evaluateStep, finishEvaluation, planChunks } from '../epochs/evaluate-step.ts'
import { type Batch, evaluatedWeights, trainStep } from '../epochs/train-step.ts'
import { type Recording, record } from '../graph/trace.ts'
import type { GroupPlan } from '../group/plan.ts'
import { flattenTracking, flattenTrain, flattenWeights, type GroupState } from '../group/state.ts'
import { track } from '../group/tracking.ts'
import { dispose, type Tensor, type Tf, tidy } from '../tensorflow.ts'
import { planInputs } from './inputs.ts'

export interface GroupTraces {
  /** planInputs, train state, x, y, row factors, mask, hyperparameters, step → sums, train state */
  step: Recording
  /** planInputs, evaluated weights, x, y, row factors, mask → sums, collected values */
  evaluation: Recording
  /** sums, collected values of all rows, y → sums; null where nothing is collected */
  finish: Recording | null
  /** planInputs, tracking, step, train sums, validation sums, weights → tracking */
  judging: Recording
  chunks: Chunks // of the validation part
}

/** @param state  an example: only its shapes are used */
export function traceGroup(tf: Tf, plan: GroupPlan, state: GroupState): GroupTraces {
  const { lanes, network, optimizer, batches, train, validation, sums } = plan
  const chunks = planChunks(network, validation.rows, lanes)
  const given = planInputs(plan)
  const trainInputs = flattenTrain(state.train)
  const evaluated = evaluatedWeights(state.train)
  const weights = flattenWeights(evaluated)
  const tracking = flattenTracking(state.tracking)

  const examples = tidy(tf, () => {
    const sampleShape = train.x.shape.slice(2)
    const ofBatch = plan.folds === 1 ? 1 : lanes
    const exampleBatch = (of: DeviceSplit, size: number): Batch => ({
      x: tf.zeros([ofBatch, size, ...sampleShape]),
      y: tf.zeros([ofBatch, size], train.y.dtype),
      factors: mapFactors(of.factors, () => tf.ones([ofBatch, size])),
      mask: tf.ones([1, size]),
    })
    return {
      batch: exampleBatch(train, batches.size),
      part: exampleBatch(validation, chunks.size),
      hyperparameters: tf.ones([optimizer.hyperparameterNames.length, lanes, 1]),
      step: tf.scalar(1, 'int32'),
      trainSums: tf.zeros([lanes, sums.train.count]),
      validationSums: tf.zeros([lanes, sums.validation.count]),
    }
  })
  const { batch, part, hyperparameters, step, trainSums, validationSums } = examples
  try {
    const evaluation = record(tf, [...given, ...weights, ...flattenBatch(part)], () => {
      const { sums, collected } = evaluateStep(tf, plan, evaluated, part)
      return [sums, ...(collected ? [collected] : [])]
    })
    return {
      step: record(
        tf,
        [...given, ...trainInputs, ...flattenBatch(batch), hyperparameters, step],
        () => {
          const trained = trainStep(tf, plan, { state: state.train, batch, hyperparameters, step })
          return [trained.sums, ...flattenTrain(trained.state)]
        },
      ),
      evaluation,
      finish: plan.collected.length === 0 ? null : traceFinish(tf, plan, evaluation),
      judging: record(
        tf,
        [...given, ...tracking, step, trainSums, validationSums, ...weights],
        () => {
          const epoch = { step, trainSums, validationSums, weights: evaluated }
          return flattenTracking(track(tf, plan, state.tracking, epoch))
        },
      ),
      chunks,
    }
  } finally {
    dispose(tf, examples)
  }
}

function traceFinish(tf: Tf, plan: GroupPlan, evaluation: Recording): Recording {
  const { lanes, folds, sums, validation } = plan
  const [, , width] = collectedShape(evaluation)
  const examples = tidy(tf, () => ({
    sums: tf.zeros([lanes, sums.validation.added]),
    collected: tf.zeros([lanes, validation.rows, width]),
    y: tf.zeros([folds === 1 ? 1 : lanes, validation.rows], validation.y.dtype),
  }))
  const { y, ...evaluated } = examples
  try {
    return record(tf, Object.values(examples), () => [finishEvaluation(tf, plan, evaluated, y)])
  } finally {
    dispose(tf, examples)
  }
}

/** The shape of one chunk's collected values: [lanes, rows, values]. */
export function collectedShape({ tensors, outputs }: Recording): [number, number, number] {
  return tensors.get(outputs[1]!)!.shape as [number, number, number]
}

/** The tensors of a batch, in the order of a recording's inputs. */
function flattenBatch({ x, y, factors, mask }: Batch): Tensor[] {
  return [x, y, ...Object.values(factors), mask]
}
