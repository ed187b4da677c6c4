/** Defines the messages between the supervisor and a trainer process, over IPC with `serialization: 'advanced'`. */

import type { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import type { ValidationSpec } from '../../data/split/validation.ts'
import type { MeasuredGroup } from '../../db/tables/lane-rates.ts'
import type { Execution } from '../../engine/execution.ts'
import type { ObjectiveSpec } from '../../engine/group/objective.ts'
import type { ClassResults } from '../../engine/measure/classes.ts'
import type { TrialSpec } from '../../engine/spec.ts'
import type { EpochMetrics } from '../../epoch-metrics.ts'

/** One trial to train; `key` names it in every later message. */
export interface TrainRequest {
  key: string
  datasetPath: string // file in the dataset cache, decoded by the trainer
  spec: TrialSpec
  preprocess: PreprocessSpec
  validation: ValidationSpec | null // null: a refit, which trains on all rows and keeps the last epoch
  objective: ObjectiveSpec
  reported: string[] // metrics to report in addition to the default ones
  seed: number // of the trial, for weights and noise
  orderSeed: number // of the study, for the split and the batch order
  checkpoint: Uint8Array | null // to continue from
  decisionSteps: number[] // epochs after which training waits for a verdict
  isOrdered: boolean // of an ordered study, which must repeat bit for bit
  endsByTime: boolean // the search has a limit in seconds: how many epochs there is time for is unknown
  keepsHeldOut: boolean // gives what it predicts for the validation rows, to choose a blend by
  isInherited: boolean // other trials may continue from its last epoch, so send a checkpoint of it
}

/**
 * `release` returns a checkpoint, from which the trial resumes. `finish` completes it with its best epoch, or stops it
 * if it has none.
 */
export type HowToEnd = 'release' | 'discard' | 'prune' | 'finish'

/** Messages to a trainer. */
export type ToTrainer =
  /** Train these trials of one shape together; a trainer has one group at a time. `rates`: measured on this hardware. */
  | { type: 'train'; requests: TrainRequest[]; rates: readonly MeasuredGroup[] }
  /** End a trial after the running epoch; see HowToEnd. */
  | { type: 'end'; key: string; how: HowToEnd }
  /** The trial's epochs are judged; if it was stopped, an `end` was sent before. */
  | { type: 'judged'; key: string }
  /** So many reported epochs, of any trials, are in the database. */
  | { type: 'stored'; epochs: number }

/** How the training of one trial ended. */
export type TrainEnd =
  | {
      how: 'complete'
      step: number
      value: number | null // null for a refit
      model: Uint8Array
      classes: ClassResults | null // on the validation rows; null for a regression or refit
      lastStep: number
      isCut: boolean // by a request to finish
      heldOut?: Uint8Array // see HeldOut; absent unless asked for
    }
  | { how: 'stopped'; step: number | null; value: number | null } // discarded, pruned, or finished without an epoch
  | { how: 'released'; checkpoint: Uint8Array | null }
  | { how: 'failed'; reason: string; step: number | null }
  /** The machine was at fault, so the trial is released. */
  | { how: 'broken'; reason: string; isOutOfMemory: boolean }

/** The device and backend of a trainer. */
export interface TrainerBackend {
  backend: string // tensorflow, or cpu for pure JavaScript
  device: string
  library: string
  advice: string | null
}

/** What a trial's training took. */
export interface SpentTraining {
  durationMs: number // its share of its group's time
  execution: Execution | null // of its last epochs; null: it broke off
  peakBytes: number | null // see trackPeakBytes
}

/** Messages from a trainer. */
export type FromTrainer =
  | ({ type: 'ready' } & TrainerBackend)
  | { type: 'epochs'; key: string; epochs: EpochMetrics[]; awaitsVerdict: boolean }
  | { type: 'checkpoint'; key: string; checkpoint: Uint8Array }
  | ({ type: 'rate' } & MeasuredGroup)
  /** XLA could not compile or run the graph of this trial's group, which is trained without it. */
  | { type: 'xlaFailure'; key: string; reason: string }
  /** Sent every second unless the thread is blocked. */
  | { type: 'alive' }
  /** Sent before work that blocks the thread, with its expected duration in ms; null if unknown. */
  | { type: 'busy'; expectedMs: number | null }
  | ({ type: 'end'; key: string; end: TrainEnd } & SpentTraining)
