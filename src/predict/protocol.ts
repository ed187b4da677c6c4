/** Messages between the API and its predicting child, over IPC with `serialization: 'advanced'`. */
import type { PreviewRow } from '../data/preview.ts'
import type { WeightedModel } from '../engine/blend/blend.ts'
import type { Diagnosis, HowValidated } from '../engine/diagnose/diagnosis.ts'
import type { Evaluation } from '../engine/metrics/evaluation.ts'
import type { Prediction } from '../engine/network/prediction.ts'
import type { Fault } from '../errors.ts'
import type { ModelOrigin } from '../export/card.ts'
import type { FormatCheck } from '../export/check-formats.ts'
import type { ExportFormatName } from '../export/formats/index.ts'

/** A task for a model, or the mean of several; or rows of a dataset. */
export type Ask =
  | { type: 'rows'; datasetPath: string; rows: readonly number[] }
  | ({ models: readonly WeightedModel[] } & (
      | { type: 'predict'; inputs: readonly unknown[] }
      | { type: 'evaluate'; datasetPath: string } // on the test rows, which no search saw
      | ({ type: 'diagnose'; datasetPath: string } & HowValidated) // on the rows that its folds held back
      | { type: 'export'; format: ExportFormatName; origin: ModelOrigin }
      | { type: 'check-formats'; origin: ModelOrigin }
    ))

export type PredictRequest = Ask & { id: number }

export type PredictAnswer = { id: number } & (
  | { type: 'predictions'; predictions: Prediction[] }
  | { type: 'evaluation'; evaluation: Evaluation }
  | { type: 'diagnosis'; diagnosis: Diagnosis }
  | { type: 'exported'; bytes: Uint8Array }
  | { type: 'checked-formats'; formats: FormatCheck[] }
  | { type: 'rows'; rows: PreviewRow[] }
  | { type: 'refused'; detail: string; faults: readonly Fault[] } // the request is not valid
  | { type: 'broken'; message: string }
)
