-- What the rules of src/study/plan chose for a study that was posted without a space, and why.
ALTER TABLE "study" ADD COLUMN "plan" JSONB;
