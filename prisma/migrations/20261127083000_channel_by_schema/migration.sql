-- Channels belong to the database, tables to a schema: each schema notifies on a channel of its own. The name is a
-- digest because a channel's may have 63 bytes only, as a schema's may.
DO $$
DECLARE
  f record;
BEGIN
  FOR f IN
    SELECT pg_get_functiondef(oid) AS definition FROM pg_proc
    WHERE pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
      AND prosrc LIKE '%pg_notify(''sweepd_study'',%'
  LOOP
    EXECUTE replace(f.definition, 'pg_notify(''sweepd_study'',', 'pg_notify(''sweepd_study_'' || md5(TG_TABLE_SCHEMA),');
  END LOOP;
END $$;
