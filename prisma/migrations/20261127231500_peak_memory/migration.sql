-- Most memory that the trainer process held while the trial's group trained; null: not measured.
ALTER TABLE trial ADD COLUMN peak_bytes bigint;
