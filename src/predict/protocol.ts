/** Messages between the API and its predicting child, over IPC with `serialization: 'advanced'`. */
import type { Evaluation } from '../engine/metrics/evaluation.ts'
import type { Prediction } from '../engine/network/prediction.ts'
import type { Fault } from '../errors.ts'

/** What is asked of a model. */
export type Ask = { model: Uint8Array } & (
  | { type: 'predict'; inputs: readonly unknown[] }
  | { type: 'evaluate'; datasetPath: string } // on the rows that no search saw
)

export type PredictRequest = Ask & { id: number }

export type PredictAnswer = { id: number } & (
  | { type: 'predictions'; predictions: Prediction[] }
  | { type: 'evaluation'; evaluation: Evaluation }
  | { type: 'refused'; detail: string; faults: readonly Fault[] } // the inputs do not fit
  | { type: 'broken'; message: string }
)
