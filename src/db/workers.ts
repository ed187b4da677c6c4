/** Workers: who is alive, and how much they can train at once. */
import type { Sql } from './client.ts'

export interface WorkerRow {
  id: string
  host: string
  pid: number
  trainers: number
  backend: string // tensorflow, or cpu for pure JavaScript
  device: string
  library: string
  advice: string | null
  startedAt: Date
}

/** A worker whose heartbeat is older than this counts as gone. */
export const workerTimeoutMs = 15_000

export async function writeHeartbeat(
  sql: Sql,
  worker: WorkerRow,
  isDraining: boolean,
): Promise<void> {
  await sql.query(
    `INSERT INTO worker (id, host, pid, trainers, backend, device, library, advice, started_at, heartbeat_at, is_draining)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), $10)
     ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), trainers = excluded.trainers, backend = excluded.backend,
       device = excluded.device, library = excluded.library, advice = excluded.advice,
       is_draining = excluded.is_draining`,
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
    ],
  )
}

export async function removeWorker(sql: Sql, id: string): Promise<void> {
  await sql.query('DELETE FROM worker WHERE id = $1', [id])
}

/** Trainers of all workers that are alive and not draining; `gpu` where one of them has one. */
export async function fleet(sql: Sql): Promise<{ trainers: number; device: string }> {
  const { rows } = await sql.query<{ trainers: number; device: string }>(
    `SELECT coalesce(sum(trainers), 0)::int AS trainers, coalesce(max(device), 'cpu') AS device FROM worker
     WHERE heartbeat_at > now() - $1 * interval '1 ms' AND NOT is_draining`,
    [workerTimeoutMs],
  )
  return rows[0]!
}

export interface LiveWorker extends WorkerRow {
  isDraining: boolean
  heartbeatAgeMs: number
}

/** Oldest first. */
export async function liveWorkers(sql: Sql): Promise<LiveWorker[]> {
  const { rows } = await sql.query<LiveWorker>(
    `SELECT id, host, pid, trainers, backend, device, library, advice, started_at AS "startedAt",
            is_draining AS "isDraining", extract(epoch FROM now() - heartbeat_at)::float8 * 1000 AS "heartbeatAgeMs"
     FROM worker WHERE heartbeat_at > now() - $1 * interval '1 ms' ORDER BY started_at, id`,
    [workerTimeoutMs],
  )
  return rows
}
