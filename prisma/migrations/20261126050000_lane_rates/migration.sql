-- How fast groups of so many lanes train, by what they were trained on and the work of their steps.
ALTER TABLE "worker" ADD COLUMN "hardware" TEXT NOT NULL DEFAULT '';

CREATE TABLE "lane_rate" (
    "hardware" TEXT NOT NULL,
    "lane_class" TEXT NOT NULL,
    "lanes" INTEGER NOT NULL,
    "us_per_step" DOUBLE PRECISION NOT NULL,
    "groups" INTEGER NOT NULL DEFAULT 1,
    "measured_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),

    CONSTRAINT "lane_rate_pkey" PRIMARY KEY ("hardware", "lane_class", "lanes")
);
