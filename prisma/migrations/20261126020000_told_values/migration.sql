-- What clients tell: outcome constraints of a trial (above 0: violated), all values of a report.
ALTER TABLE "trial" ADD COLUMN "violations" DOUBLE PRECISION[];
ALTER TABLE "epoch_metric" ADD COLUMN "values" DOUBLE PRECISION[];
