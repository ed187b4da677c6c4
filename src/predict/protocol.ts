/** Messages between the API and its predicting child, over IPC with `serialization: 'advanced'`. */
import type { WeightedModel } from '../engine/blend/blend.ts'
import type { Evaluation } from '../engine/metrics/evaluation.ts'
import type { Prediction } from '../engine/network/prediction.ts'
import type { Fault } from '../errors.ts'
import type { ModelOrigin } from '../export/card.ts'
import type { ExportFormatName } from '../export/formats/index.ts'

/** A task for a model, or the mean of several: to predict, to evaluate or to be exported. */
export type Ask = { models: readonly WeightedModel[] } & (
  | { type: 'predict'; inputs: readonly unknown[] }
  | { type: 'evaluate'; datasetPath: string } // on the test rows, which no search saw
  | { type: 'export'; format: ExportFormatName; origin: ModelOrigin }
)

export type PredictRequest = Ask & { id: number }

export type PredictAnswer = { id: number } & (
  | { type: 'predictions'; predictions: Prediction[] }
  | { type: 'evaluation'; evaluation: Evaluation }
  | { type: 'exported'; bytes: Uint8Array }
  | { type: 'refused'; detail: string; faults: readonly Fault[] } // the request is not valid
  | { type: 'broken'; message: string }
)
