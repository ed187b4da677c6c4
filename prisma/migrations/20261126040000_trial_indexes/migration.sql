-- Partial ones: PostgreSQL 18 took the index of all states for looking up trials by their numbers, and read all of a study's
-- entries, since it guesses that skipping over `rank_value` costs little. A trial is in at most one of them besides its key.
CREATE INDEX trial_ranking_idx ON trial (study_id, rank_value, number) WHERE state = 'complete';
CREATE INDEX trial_unsuccessful_idx ON trial (study_id, state, number) WHERE state IN ('pruned', 'failed', 'cancelled');
DROP INDEX trial_study_id_state_rank_value_number_idx;
