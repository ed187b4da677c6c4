-- Who follows all studies hears of every change that a list of them shows, whoever makes it.
CREATE FUNCTION study_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('sweepd_study_' || md5(TG_TABLE_SCHEMA), coalesce(NEW.id, OLD.id));
  RETURN NULL;
END $$;

CREATE TRIGGER study_changed_fields
  AFTER UPDATE OF name, tags, note, parallelism, max_trials, max_seconds, target, phase, delete_at ON study
  FOR EACH ROW EXECUTE FUNCTION study_told();

CREATE TRIGGER study_deleted AFTER DELETE ON study FOR EACH ROW EXECUTE FUNCTION study_told();
