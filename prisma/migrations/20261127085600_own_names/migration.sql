-- A key of the space itself is its parameter's name as it stands: ["model.lr"] became model.lr in params.
-- Keys that are no names (blank at an end, control characters, over 200 characters) keep their brackets.
UPDATE trial SET params = (
  SELECT jsonb_object_agg(
    CASE
      WHEN own ~ '^\S(.*\S)?$' AND own !~ '[[:cntrl:]]' AND length(own) <= 200 AND own <> '__proto__'
      THEN own || regexp_replace(key, '^\["(?:[^"\\]|\\.)*"\]', '')
      ELSE key
    END,
    value
  )
  FROM jsonb_each(params::jsonb)
  CROSS JOIN LATERAL (
    SELECT (substring(key FROM '^\[("(?:[^"\\]|\\.)*")\]')::jsonb #>> '{}') AS own
  ) AS names
)
WHERE EXISTS (SELECT FROM jsonb_object_keys(params::jsonb) AS key WHERE key LIKE '["%');
