-- What a worker's machine has; null for workers of earlier versions.
ALTER TABLE worker
  ADD COLUMN cores INTEGER,
  ADD COLUMN memory_bytes DOUBLE PRECISION,
  ADD COLUMN gpus INTEGER,
  ADD COLUMN gpu_memory_bytes DOUBLE PRECISION;
