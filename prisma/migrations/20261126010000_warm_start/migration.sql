-- Trials of another study that the sampler learns from, with the report of what matched. Null: none.
ALTER TABLE "study" ADD COLUMN "warm_start" JSONB;
