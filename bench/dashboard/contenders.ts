/** The dashboards that are compared: each serves the same study, and says where its rows are. */
import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Rows } from './page.ts'
import { mlflow } from './peers/mlflow.ts'
import { optuna } from './peers/optuna.ts'
import type { Peer } from './peers/peer.ts'

export const peers: readonly Peer[] = [optuna, mlflow]

export function rowsOfSweepd(url: string, id: string): Rows {
  return {
    url: `${url}/studies/${id}?tab=trials`,
    row: '[role="grid"] tbody tr[aria-rowindex]',
    brush: '[aria-label^="Axes of the parallel"] canvas',
  }
}

/** Writes trials.csv and reports.csv of a study of ours, from which peers fill their stores. */
export async function exportStudy(url: string, id: string, folder: string): Promise<void> {
  for (const [name, query] of [
    ['trials.csv', 'format=csv'],
    ['reports.csv', 'format=csv&epochs=true'],
  ] as const) {
    const { ok, status, body } = await fetch(`${url}/v1/studies/${id}/export?${query}`)
    if (!ok || body === null) throw new Error(`the export answered ${status}`)
    await pipeline(Readable.fromWeb(body as never), fs.createWriteStream(path.join(folder, name)))
  }
}
