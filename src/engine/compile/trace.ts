/** The functions of an epoch, recorded: a training step, an evaluation, the judging. */
import { type DeviceSplit, mapNumbers } from '../device-data.ts'
import { type Chunks, evaluateStep, finishEvaluation, planChunks } from '../epochs/evaluate-step.ts'
import { type Batch, trainStep } from '../epochs/train-step.ts'
import { type Recording, record } from '../graph/trace.ts'
import { type GroupSetting, settingInputs } from '../group/group-setting.ts'
import {
  flattenTracking,
  flattenTrain,
  flattenWeights,
  type GroupState,
} from '../group/group-state.ts'
import { track } from '../group/tracking.ts'
import { dispose, type Tensor, type Tf, tidy } from '../tensorflow.ts'

export interface GroupTraces {
  /** settingInputs, train state, x, y, row numbers, mask, numbers, step → sums, train state */
  step: Recording
  /** settingInputs, weights, x, y, row numbers, mask → sums, what is collected */
  evaluation: Recording
  /** sums, what was collected of all rows, y → sums; null where nothing is collected */
  finish: Recording | null
  /** settingInputs, tracking, step, train sums, validation sums, weights → tracking */
  judging: Recording
  chunks: Chunks // of the validation part
}

/** @param state  an example */
export function traceGroup(tf: Tf, setting: GroupSetting, state: GroupState): GroupTraces {
  const { lanes, network, optimizer, batches, train, validation, sums } = setting
  const chunks = planChunks(network, validation.rows, lanes)
  const given = settingInputs(setting)
  const trainInputs = flattenTrain(state.train)
  const weights = flattenWeights(state.train)
  const tracking = flattenTracking(state.tracking)

  const examples = tidy(tf, () => {
    const sampleShape = train.x.shape.slice(2)
    const ofBatch = setting.folds === 1 ? 1 : lanes
    const batchOf = (of: DeviceSplit, size: number): Batch => ({
      x: tf.zeros([ofBatch, size, ...sampleShape]),
      y: tf.zeros([ofBatch, size], train.y.dtype),
      numbers: mapNumbers(of.numbers, () => tf.ones([ofBatch, size])),
      mask: tf.ones([1, size]),
    })
    return {
      batch: batchOf(train, batches.size),
      part: batchOf(validation, chunks.size),
      numbers: tf.ones([optimizer.numberNames.length, lanes, 1]),
      step: tf.scalar(1, 'int32'),
      trainSums: tf.zeros([lanes, sums.train.count]),
      validationSums: tf.zeros([lanes, sums.validation.count]),
    }
  })
  const { batch, part, numbers, step, trainSums, validationSums } = examples
  try {
    const evaluation = record(tf, [...given, ...weights, ...flattenBatch(part)], () => {
      const evaluated = evaluateStep(tf, setting, state.train, part)
      return [evaluated.sums, ...(evaluated.collected ? [evaluated.collected] : [])]
    })
    return {
      step: record(tf, [...given, ...trainInputs, ...flattenBatch(batch), numbers, step], () => {
        const trained = trainStep(tf, setting, { state: state.train, batch, numbers, step })
        return [trained.sums, ...flattenTrain(trained.state)]
      }),
      evaluation,
      finish: setting.collected.length === 0 ? null : traceFinish(tf, setting, evaluation),
      judging: record(
        tf,
        [...given, ...tracking, step, trainSums, validationSums, ...weights],
        () => {
          const epoch = { step, trainSums, validationSums, weights: state.train }
          return flattenTracking(track(tf, setting, state.tracking, epoch))
        },
      ),
      chunks,
    }
  } finally {
    dispose(tf, examples)
  }
}

function traceFinish(tf: Tf, setting: GroupSetting, evaluation: Recording): Recording {
  const { lanes, folds, sums, validation } = setting
  const [, , width] = collectedShape(evaluation)
  const examples = tidy(tf, () => ({
    sums: tf.zeros([lanes, sums.validation.added]),
    collected: tf.zeros([lanes, validation.rows, width]),
    y: tf.zeros([folds === 1 ? 1 : lanes, validation.rows], validation.y.dtype),
  }))
  const { y, ...evaluated } = examples
  try {
    return record(tf, Object.values(examples), () => [finishEvaluation(tf, setting, evaluated, y)])
  } finally {
    dispose(tf, examples)
  }
}

/** Of one chunk: [lanes, rows, numbers]. */
export function collectedShape({ tensors, outputs }: Recording): [number, number, number] {
  return tensors.get(outputs[1]!)!.shape as [number, number, number]
}

/** In the order that recordings take it. */
function flattenBatch({ x, y, numbers, mask }: Batch): Tensor[] {
  return [x, y, ...Object.values(numbers), mask]
}
