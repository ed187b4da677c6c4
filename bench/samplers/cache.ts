/**
 * Cache of earlier runs, a line per run, so that a long comparison can be made in parts; the last part prints
 * everything.
 */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

export function cacheFolder(): string {
  const cache = process.env.SWEEPD_CACHE_DIR || path.join(os.homedir(), '.cache', 'sweepd')
  const folder = path.join(cache, 'bench', 'samplers')
  fs.mkdirSync(folder, { recursive: true })
  return folder
}

export interface Cache<Entry> {
  get(key: string): Entry | undefined
  put(key: string, entry: Entry): void
}

/** @param version  hash of everything that results depend on; a new version starts empty */
export function openCache<Entry>(version: string): Cache<Entry> {
  const file = path.join(cacheFolder(), `runs-${version}.jsonl`)
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : []
  const entries = new Map(lines.filter(Boolean).map((line) => JSON.parse(line) as [string, Entry]))
  return {
    get: (key) => entries.get(key),
    put(key, entry) {
      entries.set(key, entry)
      fs.appendFileSync(file, `${JSON.stringify([key, entry])}\n`)
    },
  }
}
