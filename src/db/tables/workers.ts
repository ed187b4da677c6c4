/** Workers: liveness and capacity. */
import { z } from 'zod'
import type { Db, Sql } from '../client.ts'
import type * as schema from '../generated/client.ts'
import { Timestamp } from '../timestamp.ts'
import { type LaneRates, laneRates } from './lane-rates.ts'

export const Worker = z.strictObject({
  id: z.string(),
  host: z.string(),
  pid: z.int(),
  trainers: z.int().describe('number of trials that the worker can train at once'),
  backend: z.string().describe('tensorflow, or cpu for (slow) pure JavaScript'),
  device: z.string(),
  library: z.string(),
  hardware: z.string().describe('name of the GPU, or of the processor if there is none'),
  advice: z.string().nullable().describe('what to install to train faster'),
  isDraining: z.boolean(),
  trouble: z
    .string()
    .nullable()
    .describe(
      'why the worker accepts no trials: several failed in a row on its machine; it retries later',
    ),
  cores: z.int().nullable().describe('processor cores that the worker may use'),
  memoryBytes: z.number().nullable().describe('memory of the machine'),
  gpus: z.int().nullable().describe('GPUs that its trainers use'),
  gpuMemoryBytes: z.number().nullable().describe('memory of each GPU; null without one'),
  startedAt: Timestamp,
  heartbeatAgeMs: z.number(),
})
export type Worker = z.infer<typeof Worker>

type Machine = Pick<schema.Worker, 'cores' | 'memoryBytes' | 'gpus' | 'gpuMemoryBytes'>

/** Description that a worker writes of itself. */
export type WorkerRow = Omit<
  schema.Worker,
  'heartbeatAt' | 'isDraining' | 'trouble' | keyof Machine
> &
  Partial<Machine>

/** A worker with an older heartbeat counts as gone. */
const workerTimeoutMs = 15_000

export async function writeHeartbeat(
  sql: Sql,
  worker: WorkerRow,
  { isDraining, trouble }: Pick<Worker, 'isDraining' | 'trouble'>,
): Promise<void> {
  // SQL: by the server's clock, which the clocks of workers may differ from
  await sql.query(
    `INSERT INTO worker (id, host, pid, trainers, backend, device, library, advice, started_at, heartbeat_at, is_draining,
       hardware, trouble, cores, memory_bytes, gpus, gpu_memory_bytes)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), trainers = excluded.trainers, backend = excluded.backend,
       device = excluded.device, library = excluded.library, advice = excluded.advice,
       is_draining = excluded.is_draining, hardware = excluded.hardware, trouble = excluded.trouble,
       cores = excluded.cores, memory_bytes = excluded.memory_bytes, gpus = excluded.gpus,
       gpu_memory_bytes = excluded.gpu_memory_bytes`,
    [
      worker.id,
      worker.host,
      worker.pid,
      worker.trainers,
      worker.backend,
      worker.device,
      worker.library,
      worker.advice,
      worker.startedAt,
      isDraining,
      worker.hardware,
      trouble,
      worker.cores ?? null,
      worker.memoryBytes ?? null,
      worker.gpus ?? null,
      worker.gpuMemoryBytes ?? null,
    ],
  )
}

export async function removeWorker({ prisma }: Pick<Db, 'prisma'>, id: string): Promise<void> {
  await prisma.worker.deleteMany({ where: { id } })
}

/** Removes workers that have been silent for this long; compares clocks of two machines, so use hours. */
export async function forgetWorkers(
  { prisma }: Pick<Db, 'prisma'>,
  silentMs: number,
): Promise<void> {
  const heartbeatAt = { lt: new Date(Date.now() - silentMs) }
  await prisma.worker.deleteMany({ where: { heartbeatAt } })
}

/** Workers registered on this machine, alive or not. */
export function listWorkersOn(
  { prisma }: Pick<Db, 'prisma'>,
  host: string,
): Promise<{ id: string; pid: number }[]> {
  return prisma.worker.findMany({ where: { host }, select: { id: true, pid: true } })
}

/**
 * Trainers of all live workers that accept trials; the device is `gpu` if any of them has one, and the hardware is
 * that worker's.
 */
export async function availableTrainers(
  sql: Sql,
): Promise<{ trainers: number; device: string; hardware: string }> {
  // SQL: compares with the server's clock, and adds up in the database
  const { rows } = await sql.query<{ trainers: number; device: string; hardware: string }>(
    `SELECT coalesce(sum(trainers), 0)::int AS trainers, coalesce(max(device), 'cpu') AS device,
            coalesce((array_agg(hardware ORDER BY device DESC, id))[1], '') AS hardware
     FROM worker WHERE heartbeat_at > now() - $1 * interval '1 ms' AND NOT is_draining AND trouble IS NULL`,
    [workerTimeoutMs],
  )
  return rows[0]!
}

/** Capacity for sizing groups: available trainers, and rates measured on their hardware. */
export interface WorkerCapacity {
  trainers: number
  device: string
  rates: LaneRates
}

export async function workerCapacity(sql: Sql): Promise<WorkerCapacity> {
  const { trainers, device, hardware } = await availableTrainers(sql)
  return { trainers, device, rates: await laneRates(sql, hardware) }
}

/** Oldest first. */
export async function listLiveWorkers(sql: Sql): Promise<Worker[]> {
  // SQL: compares with the server's clock
  const { rows } = await sql.query<Omit<Worker, 'startedAt'> & { startedAt: Date }>(
    `SELECT id, host, pid, trainers, backend, device, library, advice, hardware, started_at AS "startedAt",
            is_draining AS "isDraining", trouble, cores, memory_bytes AS "memoryBytes", gpus,
            gpu_memory_bytes AS "gpuMemoryBytes", extract(epoch FROM now() - heartbeat_at)::float8 * 1000 AS "heartbeatAgeMs"
     FROM worker WHERE heartbeat_at > now() - $1 * interval '1 ms' ORDER BY started_at, id`,
    [workerTimeoutMs],
  )
  return rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }))
}
