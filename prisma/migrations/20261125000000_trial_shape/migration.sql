-- What a trial's graph depends on: trials of one shape train as lanes of one group. Null: not trained here.
ALTER TABLE "trial" ADD COLUMN "shape" TEXT;
