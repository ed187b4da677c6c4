-- Trials that change their state by one statement: one update of their study's counters, as with trials that are inserted.
CREATE FUNCTION trials_changed_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
  newest bigint;
BEGIN
  FOR change IN
    SELECT n.study_id, count(*) AS rows,
           sum((n.state = 'waiting')::int - (o.state = 'waiting')::int) AS waiting,
           sum((n.state = 'running')::int - (o.state = 'running')::int) AS running,
           sum((n.state = 'complete')::int - (o.state = 'complete')::int) AS complete,
           sum((n.state = 'pruned')::int - (o.state = 'pruned')::int) AS pruned,
           sum((n.state = 'failed')::int - (o.state = 'failed')::int) AS failed,
           sum((n.state = 'cancelled')::int - (o.state = 'cancelled')::int) AS cancelled,
           count(*) FILTER (WHERE n.state = 'complete' OR o.state = 'complete') AS results
    FROM changed n JOIN before o USING (study_id, number)
    WHERE o.state IS DISTINCT FROM n.state GROUP BY n.study_id ORDER BY n.study_id
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
    PERFORM pg_notify('sweepd_study', change.study_id);
  END LOOP;
  RETURN NULL;
END $$;

DROP TRIGGER trial_changed_state ON trial;
DROP FUNCTION trial_changed_state();

CREATE TRIGGER trials_changed_state AFTER UPDATE ON trial
  REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION trials_changed_state();
