-- What its author notes about a study, and when a study that was deleted with a time to undo is removed.
ALTER TABLE study
  ADD COLUMN tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN note text,
  ADD COLUMN delete_at timestamptz(3),
  ADD COLUMN resume_when_restored boolean NOT NULL DEFAULT false;

-- Every process looks for these every few seconds.
CREATE INDEX study_delete_at_idx ON study (delete_at) WHERE delete_at IS NOT NULL;
