/** SQL expressions of how far a trial has got, from what is stored of it. */

/** Of the trial `t`: what is stored, also where `last_step` lags behind or was never written. */
export const newestStep = `coalesce((SELECT max(e.step) FROM epoch_metric e
  WHERE e.study_id = t.study_id AND e.number = t.number), t.last_step)`

/** Claims of the trial `t` since it last got further than ever; one that does is the first again. */
export const attempts = `CASE WHEN ${newestStep} > t.claimed_step THEN 1 ELSE t.attempt END`
