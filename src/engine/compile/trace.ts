/** The three functions of an epoch, recorded: a training step, an evaluation, the judging. */
import { type Chunks, evaluateStep, planChunks } from '../evaluate-step.ts'
import { type Recording, record } from '../graph/trace.ts'
import { type GroupSetting, settingInputs } from '../group-setting.ts'
import { flattenTracking, flattenTrain, flattenWeights, type GroupState } from '../group-state.ts'
import { type Tensor, type Tf, tidy } from '../tensorflow.ts'
import { track } from '../tracking.ts'
import { trainStep } from '../train-step.ts'

export interface GroupTraces {
  /** settingInputs, train state, x, y, mask, numbers, step → sums, train state */
  step: Recording
  /** settingInputs, weights, x, y, mask → sums */
  evaluation: Recording
  /** settingInputs, tracking, step, train sums, validation sums, weights → tracking */
  judging: Recording
  chunks: Chunks // of the validation part
  sumCount: number
}

/** @param state  an example */
export function traceGroup(tf: Tf, setting: GroupSetting, state: GroupState): GroupTraces {
  const { lanes, network, optimizer, batches, train, validation } = setting
  const chunks = planChunks(network, validation.rows, lanes)
  const given = settingInputs(setting)
  const trainInputs = flattenTrain(state.train)
  const weights = flattenWeights(state.train)
  const tracking = flattenTracking(state.tracking)

  const examples = tidy(tf, () => {
    const sampleShape = train.x.shape.slice(2)
    const ofBatch = setting.folds === 1 ? 1 : lanes
    const batch = (size: number) => [
      tf.zeros([ofBatch, size, ...sampleShape]),
      tf.zeros([ofBatch, size], train.y.dtype),
      tf.ones([1, size]),
    ]
    return {
      batch: batch(batches.size),
      part: batch(chunks.size),
      numbers: tf.ones([optimizer.numberNames.length, lanes, 1]),
      step: tf.scalar(1, 'int32'),
      trainSums: tf.zeros([lanes, network.sumCount]),
      validationSums: tf.zeros([lanes, network.sumCount]),
    }
  })
  const [x, y, mask] = examples.batch as [Tensor, Tensor, Tensor]
  const [partX, partY, partMask] = examples.part as [Tensor, Tensor, Tensor]
  const { numbers, step, trainSums, validationSums } = examples
  try {
    return {
      step: record(tf, [...given, ...trainInputs, x, y, mask, numbers, step], () => {
        const batch = { x, y, mask }
        const trained = trainStep(tf, setting, { state: state.train, batch, numbers, step })
        return [trained.sums, ...flattenTrain(trained.state)]
      }),
      evaluation: record(tf, [...given, ...weights, partX, partY, partMask], () => [
        evaluateStep(tf, setting, state.train, { x: partX, y: partY, mask: partMask }),
      ]),
      judging: record(
        tf,
        [...given, ...tracking, step, trainSums, validationSums, ...weights],
        () => {
          const epoch = { step, trainSums, validationSums, weights: state.train }
          return flattenTracking(track(tf, setting, state.tracking, epoch))
        },
      ),
      chunks,
      sumCount: network.sumCount,
    }
  } finally {
    tf.dispose(examples)
  }
}
