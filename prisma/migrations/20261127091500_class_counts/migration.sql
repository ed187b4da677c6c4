-- What a complete classification gave to its validation rows: {hits, chosen, support, confusion}.
ALTER TABLE "trial" ADD COLUMN "classes" JSONB;
