/** Messages between the supervisor and a trainer child, over IPC with `serialization: 'advanced'`. */

import type { PreprocessSpec } from '../../data/prepare/preprocess.ts'
import type { ValidationSpec } from '../../data/split/validation.ts'
import type { MeasuredGroup } from '../../db/tables/lane-rates.ts'
import type { ObjectiveSpec } from '../../engine/group/objective.ts'
import type { ClassResults } from '../../engine/measure/classes.ts'
import type { TrialSpec } from '../../engine/spec.ts'
import type { EpochMetrics } from '../../epoch-metrics.ts'

/** One trial to train; `key` names it in every later message. */
export interface TrainRequest {
  key: string
  datasetPath: string // a decoded-on-load file of the dataset cache
  spec: TrialSpec
  preprocess: PreprocessSpec
  validation: ValidationSpec
  objective: ObjectiveSpec
  reported: string[] // metrics to report beside the usual ones
  seed: number // of the trial: weights, noise
  orderSeed: number // of the study: split, batch order
  checkpoint: Uint8Array | null // to go on from
  decisionSteps: number[] // epochs after which a verdict is waited for
  isInherited: boolean // other trials may go on from where it ends: give a checkpoint of its last epoch
}

/** What a trainer is told. */
export type ToTrainer =
  /** Trials of one shape, to be trained together; a trainer has one group at a time. */
  | { type: 'train'; requests: TrainRequest[] }
  /** `release`: end after the running epoch and give a checkpoint; `discard`: end and give nothing. */
  | { type: 'end'; key: string; how: 'release' | 'discard' | 'prune' }
  /** The answer to epochs that await one; an `end` may have come before it. */
  | { type: 'judged'; key: string }

/** How the training of one trial ended. */
export type TrainEnd =
  | {
      how: 'complete'
      step: number
      value: number
      model: Uint8Array
      classes: ClassResults | null // of the validation rows; null for a regression
    }
  | { how: 'stopped'; step: number | null; value: number | null } // discarded or pruned
  | { how: 'released'; checkpoint: Uint8Array | null }
  | { how: 'failed'; reason: string; step: number | null }
  /** The machine is at fault: given back. */
  | { how: 'broken'; reason: string; isOutOfMemory: boolean }

/** What this trainer runs on. */
export interface TrainerBackend {
  backend: string // tensorflow, or cpu for pure JavaScript
  device: string
  library: string
  advice: string | null
}

/** What a trainer says. */
export type FromTrainer =
  | ({ type: 'ready' } & TrainerBackend)
  | { type: 'epochs'; key: string; epochs: EpochMetrics[]; awaitsVerdict: boolean }
  | { type: 'checkpoint'; key: string; checkpoint: Uint8Array }
  | ({ type: 'rate' } & MeasuredGroup)
  /** Every second, while nothing holds the thread. */
  | { type: 'alive' }
  /** Before work that holds the thread: until it is heard again, it may take about so long; null: nobody knows yet. */
  | { type: 'busy'; expectedMs: number | null }
  /** `durationMs` is the trial's share of its group's time. */
  | { type: 'end'; key: string; end: TrainEnd; durationMs: number }
