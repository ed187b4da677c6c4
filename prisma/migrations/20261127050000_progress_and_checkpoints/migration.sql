-- The newest epoch at the newest claim: a trial that got beyond it has made progress, and its attempts are counted anew.
ALTER TABLE trial ADD COLUMN claimed_step integer NOT NULL DEFAULT 0;

-- Nobody goes on from a trial that failed or was cancelled, whoever ended it.
CREATE FUNCTION trial_gave_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM blob WHERE id = 'checkpoint/' || NEW.study_id || '/' || NEW.number;
  RETURN NULL;
END $$;

CREATE TRIGGER trial_gave_up AFTER UPDATE ON trial
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state AND NEW.state IN ('failed', 'cancelled'))
  EXECUTE FUNCTION trial_gave_up();

DELETE FROM blob b USING trial t
WHERE b.id = 'checkpoint/' || t.study_id || '/' || t.number AND t.state IN ('failed', 'cancelled');
