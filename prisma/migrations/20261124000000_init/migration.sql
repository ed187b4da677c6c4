-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "study" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "spec" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'running',
    "stop_reason" TEXT,
    "direction" TEXT NOT NULL,
    "dataset_id" TEXT,
    "seed" INTEGER NOT NULL,
    "parallelism" INTEGER,
    "max_trials" INTEGER,
    "max_seconds" DOUBLE PRECISION,
    "target" DOUBLE PRECISION,
    "next_number" INTEGER NOT NULL DEFAULT 0,
    "suggestion_count" INTEGER NOT NULL DEFAULT 0,
    "is_exhausted" BOOLEAN NOT NULL DEFAULT false,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "active_ms" BIGINT NOT NULL DEFAULT 0,
    "resumed_at" TIMESTAMPTZ(3) DEFAULT CURRENT_TIMESTAMP,
    "version" BIGINT NOT NULL DEFAULT 0,
    "last_event" BIGINT NOT NULL DEFAULT 0,
    "waiting_count" INTEGER NOT NULL DEFAULT 0,
    "running_count" INTEGER NOT NULL DEFAULT 0,
    "complete_count" INTEGER NOT NULL DEFAULT 0,
    "pruned_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "cancelled_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "study_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "trial" (
    "study_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "spec" JSONB NOT NULL,
    "provenance" JSONB NOT NULL,
    "values" DOUBLE PRECISION[],
    "value" DOUBLE PRECISION,
    "rank_value" DOUBLE PRECISION,
    "step" INTEGER,
    "last_step" INTEGER,
    "reason" TEXT,
    "test" JSONB,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "fencing" BIGINT NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_expires_at" TIMESTAMPTZ(3),
    "device" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "duration_ms" DOUBLE PRECISION,

    CONSTRAINT "trial_pkey" PRIMARY KEY ("study_id","number")
);

-- CreateTable
CREATE TABLE "epoch_metric" (
    "study_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "value" DOUBLE PRECISION,
    "train_loss" DOUBLE PRECISION,
    "validation_loss" DOUBLE PRECISION,
    "train" JSONB,
    "validation" JSONB,

    CONSTRAINT "epoch_metric_pkey" PRIMARY KEY ("study_id","number","step")
);

-- CreateTable
CREATE TABLE "dataset" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "rows" INTEGER NOT NULL,
    "spec" JSONB NOT NULL,
    "summary" JSONB NOT NULL,
    "blob_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "blob" (
    "id" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "size" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "blob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "trainers" INTEGER NOT NULL,
    "backend" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "library" TEXT NOT NULL,
    "advice" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "heartbeat_at" TIMESTAMPTZ(3) NOT NULL,
    "is_draining" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "study_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("study_id","seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "study_idempotency_key_key" ON "study"("idempotency_key");

-- CreateIndex
CREATE INDEX "study_created_at_id_idx" ON "study"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "study_state_idx" ON "study"("state");

-- CreateIndex
CREATE INDEX "trial_study_id_state_rank_value_number_idx" ON "trial"("study_id", "state", "rank_value", "number");

-- CreateIndex
CREATE UNIQUE INDEX "dataset_name_key" ON "dataset"("name");

-- AddForeignKey
ALTER TABLE "study" ADD CONSTRAINT "study_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "dataset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "trial" ADD CONSTRAINT "trial_study_id_fkey" FOREIGN KEY ("study_id") REFERENCES "study"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_study_id_fkey" FOREIGN KEY ("study_id") REFERENCES "study"("id") ON DELETE CASCADE ON UPDATE CASCADE;
