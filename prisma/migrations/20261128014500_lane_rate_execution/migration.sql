-- How the measured groups were executed. What was measured before mixes graphs with XLA, and is measured again.
DELETE FROM "lane_rate";
ALTER TABLE "lane_rate" ADD COLUMN "execution" TEXT NOT NULL;
ALTER TABLE "lane_rate" DROP CONSTRAINT "lane_rate_pkey";
ALTER TABLE "lane_rate" ADD CONSTRAINT "lane_rate_pkey" PRIMARY KEY ("hardware", "lane_class", "execution", "lanes");
