/** Main module of the child that reads uploads, so that a bad file cannot end the API process. */
import fs from 'node:fs/promises'
import os from 'node:os'
import { readDataset } from '../data/read/read.ts'
import { encodedDataset } from '../data/stored/encoded-dataset.ts'
import { Problem } from '../errors.ts'
import type { ReadAnswer, ReadRequest } from './protocol.ts'

// if memory runs out, Linux should end this process first
await fs.writeFile('/proc/self/oom_score_adj', '1000').catch(() => {})

// requests come first
os.setPriority(os.constants.priority.PRIORITY_LOW)

process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
process.on('message', (request) => {
  read(request as ReadRequest).then(
    (answer) => process.send?.(answer),
    (error) => process.send?.(failure(error)),
  )
})

async function read({ spec, path, name, resultPath }: ReadRequest): Promise<ReadAnswer> {
  const file = await fs.readFile(path)
  const { bytes, ...dataset } = encodedDataset(await readDataset(spec, file, { fileName: name }))
  await fs.writeFile(resultPath, bytes)
  return { type: 'read', dataset }
}

function failure(error: unknown): ReadAnswer {
  if (error instanceof Problem) {
    return { type: 'refused', problem: error.type, detail: error.message, faults: error.faults }
  }
  return { type: 'broken', message: error instanceof Error ? `${error.stack}` : String(error) }
}
