-- Counters, versions, events and notifications are kept by the database, so that whoever writes a trial keeps them right.

-- Heartbeats and epochs update rows in place.
ALTER TABLE trial SET (fillfactor = 70);
ALTER TABLE study SET (fillfactor = 50);

-- Blobs are compressed by their writers.
ALTER TABLE blob ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Repair looks for these on every tick.
CREATE INDEX trial_open_idx ON trial (study_id, number) WHERE state IN ('waiting', 'running');

ALTER TABLE study ADD CONSTRAINT study_state_known
  CHECK (state IN ('running', 'paused', 'complete', 'failed', 'cancelled'));
ALTER TABLE trial ADD CONSTRAINT trial_state_known
  CHECK (state IN ('waiting', 'running', 'complete', 'pruned', 'failed', 'cancelled'));
ALTER TABLE trial ADD CONSTRAINT trial_complete_is_ranked
  CHECK (state <> 'complete' OR (rank_value IS NOT NULL AND rank_value <> 'NaN'));

CREATE FUNCTION trial_event(t trial) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object(
    'number', t.number, 'state', t.state, 'value', t.value, 'step', t.step, 'reason', t.reason, 'attempt', t.attempt))
$$;

CREATE FUNCTION trials_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  change record;
  newest bigint;
BEGIN
  FOR change IN
    SELECT study_id, count(*) AS rows,
           count(*) FILTER (WHERE state = 'waiting') AS waiting,
           count(*) FILTER (WHERE state = 'running') AS running,
           count(*) FILTER (WHERE state = 'complete') AS complete,
           count(*) FILTER (WHERE state = 'pruned') AS pruned,
           count(*) FILTER (WHERE state = 'failed') AS failed,
           count(*) FILTER (WHERE state = 'cancelled') AS cancelled
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
    PERFORM pg_notify('sweepd_study', change.study_id);
  END LOOP;
  RETURN NULL;
END $$;

CREATE TRIGGER trials_inserted AFTER INSERT ON trial
  REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION trials_inserted();

CREATE FUNCTION trial_changed_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  newest bigint;
BEGIN
  UPDATE study SET
    waiting_count = waiting_count + (NEW.state = 'waiting')::int - (OLD.state = 'waiting')::int,
    running_count = running_count + (NEW.state = 'running')::int - (OLD.state = 'running')::int,
    complete_count = complete_count + (NEW.state = 'complete')::int - (OLD.state = 'complete')::int,
    pruned_count = pruned_count + (NEW.state = 'pruned')::int - (OLD.state = 'pruned')::int,
    failed_count = failed_count + (NEW.state = 'failed')::int - (OLD.state = 'failed')::int,
    cancelled_count = cancelled_count + (NEW.state = 'cancelled')::int - (OLD.state = 'cancelled')::int,
    version = version + (NEW.state = 'complete' OR OLD.state = 'complete')::int,
    last_event = last_event + 1
  WHERE id = NEW.study_id
  RETURNING last_event INTO newest;
  INSERT INTO event (study_id, seq, type, data) VALUES (NEW.study_id, newest, 'trial', trial_event(NEW));
  PERFORM pg_notify('sweepd_study', NEW.study_id);
  RETURN NULL;
END $$;

CREATE TRIGGER trial_changed_state AFTER UPDATE ON trial
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION trial_changed_state();

CREATE FUNCTION study_event(s study) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_strip_nulls(jsonb_build_object('state', s.state, 'stopReason', s.stop_reason))
$$;

CREATE FUNCTION study_created() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE study SET last_event = 1 WHERE id = NEW.id;
  INSERT INTO event (study_id, seq, type, data) VALUES (NEW.id, 1, 'study', study_event(NEW));
  PERFORM pg_notify('sweepd_study', NEW.id);
  RETURN NULL;
END $$;

CREATE TRIGGER study_created AFTER INSERT ON study FOR EACH ROW EXECUTE FUNCTION study_created();

CREATE FUNCTION study_changed_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := NEW.version + 1;
  NEW.last_event := NEW.last_event + 1;
  INSERT INTO event (study_id, seq, type, data) VALUES (NEW.id, NEW.last_event, 'study', study_event(NEW));
  PERFORM pg_notify('sweepd_study', NEW.id);
  RETURN NEW;
END $$;

CREATE TRIGGER study_changed_state BEFORE UPDATE ON study
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION study_changed_state();
