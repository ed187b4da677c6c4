-- Few trials are audited; without it, the stop of every trial is read out of its provenance.
CREATE INDEX trial_audited_idx ON trial (study_id, number) WHERE copy_of IS NULL AND provenance->'stop'->>'isAudited' = 'true';
