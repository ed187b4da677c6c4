-- Epochs of the ended trials of a search, so that its progress is known without reading them.
ALTER TABLE study ADD COLUMN epochs_done bigint NOT NULL DEFAULT 0;

UPDATE study s SET epochs_done = (
  SELECT coalesce(sum(t.last_step), 0) FROM trial t
  WHERE t.study_id = s.id AND t.copy_of IS NULL AND t.source <> 'imported' AND t.state NOT IN ('waiting', 'running'));

CREATE OR REPLACE FUNCTION trials_changed_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
  newest bigint;
BEGIN
  FOR change IN
    SELECT study_id, count(*) AS rows,
           sum(waiting) AS waiting, sum(running) AS running, sum(complete) AS complete, sum(pruned) AS pruned,
           sum(failed) AS failed, sum(cancelled) AS cancelled, count(*) FILTER (WHERE is_result) AS results,
           sum(epochs) AS epochs
    FROM (
      SELECT n.study_id,
             is_counted * ((n.state = 'waiting')::int - (o.state = 'waiting')::int) AS waiting,
             is_counted * ((n.state = 'running')::int - (o.state = 'running')::int) AS running,
             is_counted * ((n.state = 'complete')::int - (o.state = 'complete')::int) AS complete,
             is_counted * ((n.state = 'pruned')::int - (o.state = 'pruned')::int) AS pruned,
             is_counted * ((n.state = 'failed')::int - (o.state = 'failed')::int) AS failed,
             is_counted * ((n.state = 'cancelled')::int - (o.state = 'cancelled')::int) AS cancelled,
             is_counted * (CASE WHEN n.state IN ('waiting', 'running') THEN 0 ELSE coalesce(n.last_step, 0) END
               - CASE WHEN o.state IN ('waiting', 'running') THEN 0 ELSE coalesce(o.last_step, 0) END) AS epochs,
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
      epochs_done = epochs_done + change.epochs,
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
