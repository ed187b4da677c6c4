/** SQL expressions for the progress of a trial. */

/** Newest stored step of the trial `t`, even if `last_step` is behind or null. */
export const newestStep = `coalesce((SELECT max(e.step) FROM epoch_metric e
  WHERE e.study_id = t.study_id AND e.number = t.number), t.last_step)`

/** Attempts of the trial `t` since its last progress; progress resets the count to 1. */
export const attempts = `CASE WHEN ${newestStep} > t.claimed_step THEN 1 ELSE t.attempt END`
