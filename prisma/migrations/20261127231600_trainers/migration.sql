-- Which trainer of its worker trained a trial, from 0. Null: unknown, or the trial was resumed, perhaps by another one.
ALTER TABLE trial ADD COLUMN trainer smallint;
