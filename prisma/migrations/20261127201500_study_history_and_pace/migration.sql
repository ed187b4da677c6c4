-- What lists of studies show without reading trials: how the best value improved, and how fast trials end.
ALTER TABLE study
  ADD COLUMN best_history jsonb NOT NULL DEFAULT '[]', -- [ended trials, best value] at each improvement, at most 60
  ADD COLUMN trained_trials integer NOT NULL DEFAULT 0, -- trials that complete, are pruned or fail; imported ones are none
  ADD COLUMN trained_ms bigint NOT NULL DEFAULT 0, -- active_ms when the newest of them ended
  ADD COLUMN pace jsonb NOT NULL DEFAULT '[[0, 0, 0], [0, 0, 0]]'; -- [active ms, trained trials, epochs] at two moments

UPDATE study s SET
  trained_ms = s.active_ms + CASE WHEN s.resumed_at IS NULL THEN 0
    ELSE (extract(epoch FROM now() - s.resumed_at) * 1000)::bigint END,
  trained_trials = (
    SELECT count(*) FROM trial t
    WHERE t.study_id = s.id AND t.copy_of IS NULL AND t.source <> 'imported' AND t.state IN ('complete', 'pruned', 'failed'));

WITH ended AS (
  SELECT study_id, rank_value, row_number() OVER search AS place,
         min(rank_value) FILTER (WHERE state = 'complete') OVER (
           PARTITION BY study_id ORDER BY ended_at, number ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
  FROM trial WHERE copy_of IS NULL AND state NOT IN ('waiting', 'running')
  WINDOW search AS (PARTITION BY study_id ORDER BY ended_at, number)),
improved AS (
  SELECT study_id, place, rank_value, row_number() OVER (PARTITION BY study_id ORDER BY place DESC) - 1 AS age,
         count(*) OVER (PARTITION BY study_id) AS count
  FROM ended WHERE rank_value < coalesce(before, 'infinity'))
UPDATE study s SET best_history = kept.points
FROM (
  SELECT i.study_id, jsonb_agg(jsonb_build_array(place, CASE WHEN d.direction = 'maximize' THEN -rank_value ELSE rank_value END)
    ORDER BY place) AS points
  FROM improved i JOIN study d ON d.id = i.study_id
  WHERE age % ((count + 59) / 60) = 0 GROUP BY i.study_id) AS kept
WHERE s.id = kept.study_id;

-- Appends the best value of a study if the given rank is better. Of a full history, every second improvement is kept.
CREATE FUNCTION study_improved(changed text, best_rank double precision) RETURNS void LANGUAGE sql AS $$
  UPDATE study s SET best_history =
    CASE WHEN jsonb_array_length(s.best_history) < 60 THEN s.best_history ELSE (
      SELECT jsonb_agg(point ORDER BY place) FROM jsonb_array_elements(s.best_history) WITH ORDINALITY AS p(point, place)
      WHERE place % 2 = 1) END
    || jsonb_build_array(jsonb_build_array(s.complete_count + s.pruned_count + s.failed_count + s.cancelled_count, sign * best_rank))
  FROM (SELECT id, CASE direction WHEN 'maximize' THEN -1 ELSE 1 END AS sign FROM study WHERE id = changed) AS own
  WHERE s.id = own.id AND best_rank < coalesce(sign * (s.best_history->-1->>1)::float8, 'infinity')
$$;

-- Notes the pace of a study at most once in 15 s of its running time, and keeps the note before.
CREATE FUNCTION study_pace_noted(changed text) RETURNS void LANGUAGE sql AS $$
  UPDATE study s SET pace = jsonb_build_array(s.pace->1, jsonb_build_array(s.trained_ms, s.trained_trials, s.epochs_done + (
    SELECT coalesce(sum(t.last_step), 0) FROM trial t
    WHERE t.study_id = s.id AND t.state IN ('waiting', 'running') AND t.copy_of IS NULL)))
  WHERE s.id = changed AND s.trained_ms >= (s.pace->1->>0)::bigint + 15000
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
           count(*) FILTER (WHERE state = 'cancelled' AND copy_of IS NULL) AS cancelled,
           min(rank_value) FILTER (WHERE state = 'complete' AND copy_of IS NULL) AS best_rank
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
    IF change.best_rank IS NOT NULL THEN PERFORM study_improved(change.study_id, change.best_rank); END IF;
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
           sum(failed) AS failed, sum(cancelled) AS cancelled, count(*) FILTER (WHERE is_result) AS results,
           sum(epochs) AS epochs, count(*) FILTER (WHERE is_trained) AS trained, min(best_rank) AS best_rank
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
             n.state = 'complete' OR o.state = 'complete' AS is_result,
             is_counted = 1 AND n.state IN ('complete', 'pruned', 'failed') AS is_trained,
             CASE WHEN is_counted = 1 AND n.state = 'complete' THEN n.rank_value END AS best_rank
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
      trained_trials = trained_trials + change.trained,
      trained_ms = CASE WHEN change.trained = 0 THEN trained_ms
        ELSE active_ms + coalesce(extract(epoch FROM now() - resumed_at) * 1000, 0)::bigint END,
      version = version + (change.results > 0)::int,
      last_event = last_event + change.rows
    WHERE id = change.study_id
    RETURNING last_event INTO newest;
    INSERT INTO event (study_id, seq, type, data)
      SELECT n.study_id, newest - change.rows + row_number() OVER (ORDER BY n.number), 'trial', trial_event(n::trial)
      FROM changed n JOIN before o USING (study_id, number)
      WHERE n.study_id = change.study_id AND o.state IS DISTINCT FROM n.state;
    IF change.best_rank IS NOT NULL THEN PERFORM study_improved(change.study_id, change.best_rank); END IF;
    IF change.trained > 0 THEN PERFORM study_pace_noted(change.study_id); END IF;
    PERFORM pg_notify('sweepd_study_' || md5(TG_TABLE_SCHEMA), change.study_id);
  END LOOP;
  RETURN NULL;
END $$;
