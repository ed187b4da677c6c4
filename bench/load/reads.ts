/** Measures reads under load with autocannon in a separate process, at a fixed rate or as fast as possible. */
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

const autocannon = createRequire(import.meta.url).resolve('autocannon')

export interface Read {
  name: string
  path: string
  connections: number
  rate: number | null // requests per second over all connections; null: as fast as possible
  etag?: string // If-None-Match
}

export interface ReadResult {
  p50Ms: number
  p99Ms: number
  perSecond: number
  kilobytes: number // size of a response, with its headers
}

interface Report {
  latency: { p50: number; p99: number }
  requests: { average: number; total: number }
  throughput: { total: number }
  errors: number
  non2xx: number
  statusCodeStats: Record<string, { count: number }>
}

/**
 * Latencies at a fixed rate count from when a request was due (Tene 2013, "coordinated omission").
 *
 * @throws Error if a request failed or returned an unexpected status
 */
export async function measureRead(url: string, read: Read, seconds: number): Promise<ReadResult> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      autocannon,
      ...['--json', '--no-progress', '--renderStatusCodes', '--timeout', '60'],
      ...['--connections', String(read.connections), '--duration', String(seconds)],
      ...(read.rate === null ? [] : ['--overallRate', String(read.rate)]),
      ...(read.etag === undefined ? [] : ['--headers', `if-none-match=${read.etag}`]),
      url + read.path,
    ],
    { maxBuffer: 2 ** 26 },
  )
  const report = JSON.parse(stdout) as Report
  const expected = read.etag === undefined ? '200' : '304'
  const other = Object.keys(report.statusCodeStats).filter((status) => status !== expected)
  if (report.errors > 0 || other.length > 0) {
    throw new Error(`${read.name}: ${report.errors} errors, statuses ${other.join(', ')}`)
  }
  return {
    p50Ms: report.latency.p50,
    p99Ms: report.latency.p99,
    perSecond: report.requests.average,
    kilobytes: report.throughput.total / Math.max(1, report.requests.total) / 1_000,
  }
}
