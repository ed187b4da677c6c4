/** The words that a trial's row uses. */

export type TrialState = 'waiting' | 'running' | 'complete' | 'pruned' | 'failed' | 'cancelled'
export type TrialSource = 'suggested' | 'enqueued' | 'imported'
