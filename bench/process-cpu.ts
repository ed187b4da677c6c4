/** CPU time of processes: what work costs however busy the machine is. Of others it comes from Linux's /proc. */
import fs from 'node:fs'
import type { Sql } from '../src/db/client.ts'

/** Milliseconds that this process has computed, over its threads, in user and system mode. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** Milliseconds that a process has computed, over its threads; NaN where there is no /proc, or it has ended. */
export function cpuMsOf(pid: number): number {
  try {
    const threads = fs.readdirSync(`/proc/${pid}/task`)
    return threads.reduce((sum, thread) => sum + ranMs(`/proc/${pid}/task/${thread}`), 0)
  } catch {
    return Number.NaN
  }
}

/** Milliseconds that PostgreSQL on this machine has computed, parallel workers that have ended included. */
export async function serverCpuMs(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ pid: number }>('SELECT pid FROM pg_stat_activity')
  const alive = rows.map(({ pid }) => cpuMsOf(pid)).filter((ms) => !Number.isNaN(ms))
  try {
    const { parent } = statOf(rows[0]?.pid ?? 0)
    return alive.reduce((sum, ms) => sum + ms, statOf(parent).endedChildrenMs)
  } catch {
    return Number.NaN
  }
}

function ranMs(folder: string): number {
  try {
    return Number(fs.readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e6
  } catch {
    return 0 // the thread has ended meanwhile
  }
}

const tickMs = 10 // Linux tells the times of `stat` in hundredths of a second

function statOf(pid: number): { parent: number; endedChildrenMs: number } {
  const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8')
  // the name in parentheses may have spaces
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    parent: Number(fields[1]),
    endedChildrenMs: tickMs * (Number(fields[13]) + Number(fields[14])),
  }
}
