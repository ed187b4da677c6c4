-- Copies: trainings of a search's trials with other seeds (finalists) or on more rows (refit). They are ordinary trials to workers,
-- but no trials of the search: counters, ranking and samplers leave them out.
ALTER TABLE trial
  ADD COLUMN copy_of integer,
  ADD COLUMN seed integer,
  ADD COLUMN split_seed integer;

ALTER TABLE study
  ADD COLUMN phase text NOT NULL DEFAULT 'search',
  ADD COLUMN copy_count integer NOT NULL DEFAULT 0,
  ADD COLUMN finalists jsonb,
  ADD COLUMN model jsonb,
  ADD COLUMN test jsonb;

UPDATE study SET phase = 'done' WHERE state IN ('complete', 'failed', 'cancelled');

ALTER TABLE study ADD CONSTRAINT study_phase_known CHECK (phase IN ('search', 'finalists', 'refit', 'done'));

-- A refit has no validation rows, and so no value.
ALTER TABLE trial DROP CONSTRAINT trial_complete_is_ranked;
ALTER TABLE trial ADD CONSTRAINT trial_complete_is_ranked
  CHECK (state <> 'complete' OR copy_of IS NOT NULL OR (rank_value IS NOT NULL AND rank_value <> 'NaN'));

DROP INDEX trial_ranking_idx;
CREATE INDEX trial_ranking_idx ON trial (study_id, rank_value, number) WHERE state = 'complete' AND copy_of IS NULL;
CREATE INDEX trial_copies_idx ON trial (study_id, number) WHERE copy_of IS NOT NULL;

CREATE OR REPLACE FUNCTION trial_event(t trial) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'number', t.number, 'state', t.state, 'value', t.value, 'step', t.step, 'reason', t.reason, 'attempt', t.attempt,
    'copyOf', t.copy_of))
$$;

CREATE OR REPLACE FUNCTION trials_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
  newest bigint;
BEGIN
  FOR change IN
    SELECT study_id, count(*) AS rows,
           count(*) FILTER (WHERE state = 'waiting' AND copy_of IS NULL) AS waiting,
           count(*) FILTER (WHERE state = 'running' AND copy_of IS NULL) AS running,
           count(*) FILTER (WHERE state = 'complete' AND copy_of IS NULL) AS complete,
           count(*) FILTER (WHERE state = 'pruned' AND copy_of IS NULL) AS pruned,
           count(*) FILTER (WHERE state = 'failed' AND copy_of IS NULL) AS failed,
           count(*) FILTER (WHERE state = 'cancelled' AND copy_of IS NULL) AS cancelled
    FROM inserted GROUP BY study_id ORDER BY study_id
  LOOP
    UPDATE study SET
      waiting_count = waiting_count + change.waiting,
      running_count = running_count + change.running,
      complete_count = complete_count + change.complete,
      pruned_count = pruned_count + change.pruned,
      failed_count = failed_count + change.failed,
      cancelled_count = cancelled_count + change.cancelled,
      version = version + (change.complete > 0)::int,
      last_event = last_event + change.rows
    WHERE id = change.study_id
    RETURNING last_event INTO newest;
    INSERT INTO event (study_id, seq, type, data)
      SELECT t.study_id, newest - change.rows + row_number() OVER (ORDER BY t.number), 'trial', trial_event(t::trial)
      FROM inserted t WHERE t.study_id = change.study_id;
    PERFORM pg_notify('sweepd_study_' || md5(TG_TABLE_SCHEMA), change.study_id);
  END LOOP;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION trials_changed_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
  newest bigint;
BEGIN
  FOR change IN
    SELECT study_id, count(*) AS rows,
           sum(waiting) AS waiting, sum(running) AS running, sum(complete) AS complete, sum(pruned) AS pruned,
           sum(failed) AS failed, sum(cancelled) AS cancelled, count(*) FILTER (WHERE is_result) AS results
    FROM (
      SELECT n.study_id,
             is_counted * ((n.state = 'waiting')::int - (o.state = 'waiting')::int) AS waiting,
             is_counted * ((n.state = 'running')::int - (o.state = 'running')::int) AS running,
             is_counted * ((n.state = 'complete')::int - (o.state = 'complete')::int) AS complete,
             is_counted * ((n.state = 'pruned')::int - (o.state = 'pruned')::int) AS pruned,
             is_counted * ((n.state = 'failed')::int - (o.state = 'failed')::int) AS failed,
             is_counted * ((n.state = 'cancelled')::int - (o.state = 'cancelled')::int) AS cancelled,
             n.state = 'complete' OR o.state = 'complete' AS is_result
      FROM changed n JOIN before o USING (study_id, number)
      CROSS JOIN LATERAL (SELECT (n.copy_of IS NULL)::int AS is_counted) AS search
      WHERE o.state IS DISTINCT FROM n.state) AS changes
    GROUP BY study_id ORDER BY study_id
  LOOP
    UPDATE study SET
      waiting_count = waiting_count + change.waiting,
      running_count = running_count + change.running,
      complete_count = complete_count + change.complete,
      pruned_count = pruned_count + change.pruned,
      failed_count = failed_count + change.failed,
      cancelled_count = cancelled_count + change.cancelled,
      version = version + (change.results > 0)::int,
      last_event = last_event + change.rows
    WHERE id = change.study_id
    RETURNING last_event INTO newest;
    INSERT INTO event (study_id, seq, type, data)
      SELECT n.study_id, newest - change.rows + row_number() OVER (ORDER BY n.number), 'trial', trial_event(n::trial)
      FROM changed n JOIN before o USING (study_id, number)
      WHERE n.study_id = change.study_id AND o.state IS DISTINCT FROM n.state;
    PERFORM pg_notify('sweepd_study_' || md5(TG_TABLE_SCHEMA), change.study_id);
  END LOOP;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION study_event(s study) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('state', s.state,
    'phase', CASE WHEN s.phase IN ('finalists', 'refit') THEN s.phase END, 'stopReason', s.stop_reason))
$$;

DROP TRIGGER study_changed_state ON study;
CREATE TRIGGER study_changed_state BEFORE UPDATE ON study
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state OR OLD.phase IS DISTINCT FROM NEW.phase)
  EXECUTE FUNCTION study_changed_state();
