/** Messages between the API and its predicting child, over IPC with `serialization: 'advanced'`. */
import type { ClassTable } from '../engine/metrics/classes.ts'
import type { Metrics } from '../engine/metrics/of-sums.ts'
import type { Prediction } from '../engine/network/model.ts'
import type { Fault } from '../errors.ts'

/** With the columns that the row had no value for, and those of unknown texts, where there are some. */
export type RowPrediction = Prediction & { imputed?: string[]; unknown?: string[] }

/** What is asked of a model. */
export type Ask = { model: Uint8Array } & (
  | { type: 'predict'; inputs: readonly unknown[] }
  | { type: 'evaluate'; datasetPath: string } // on the rows that no search saw
)

export type PredictRequest = Ask & { id: number }

/** With a table of the classes, where there are any. */
export interface Evaluation extends Partial<ClassTable> {
  rows: number
  metrics: Metrics
}

export type PredictAnswer = { id: number } & (
  | { type: 'predictions'; predictions: RowPrediction[] }
  | { type: 'evaluation'; evaluation: Evaluation }
  | { type: 'refused'; detail: string; faults: readonly Fault[] } // the inputs do not fit
  | { type: 'broken'; message: string }
)
