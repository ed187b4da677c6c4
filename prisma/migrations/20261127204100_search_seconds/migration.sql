-- A search whose study keeps a share of its seconds for finalists ends before them, at a time that is measured.
ALTER TABLE study ADD COLUMN search_seconds double precision;
