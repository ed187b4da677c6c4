-- Trials of equal value are ordered by the validation loss of their best epoch.
ALTER TABLE trial ADD COLUMN tie_value double precision NOT NULL DEFAULT 'infinity';

UPDATE trial t SET tie_value = e.validation_loss
FROM epoch_metric e
WHERE t.state = 'complete' AND e.study_id = t.study_id AND e.number = t.number AND e.step = t.step
  AND e.validation_loss IS NOT NULL;

DROP INDEX trial_ranking_idx;
CREATE INDEX trial_ranking_idx ON trial (study_id, rank_value, tie_value, number) WHERE state = 'complete' AND copy_of IS NULL;
