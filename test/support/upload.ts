/** A multipart body, as curl -F and browsers send it. */
import type { Answer, TestApi } from './api.ts'

export interface Part {
  name: string
  content: string | Buffer
  filename?: string
  type?: string
}

const boundary = 'a-boundary-that-no-test-file-contains'

export function upload(
  api: TestApi,
  parts: readonly Part[],
  url = '/v1/datasets',
): Promise<Answer> {
  const body = Buffer.concat([
    ...parts.flatMap(({ name, content, filename, type }) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
          (filename === undefined ? '' : `; filename="${filename}"`) +
          (type === undefined ? '' : `\r\nContent-Type: ${type}`) +
          '\r\n\r\n',
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ])
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return api.call('POST', url, body, headers)
}

/** `spec` as a JSON field, `csv` as a file. */
export function uploadCsv(
  api: TestApi,
  spec: object,
  csv: string | Buffer,
  url?: string,
): Promise<Answer> {
  const parts = [
    { name: 'spec', content: JSON.stringify(spec), type: 'application/json' },
    { name: 'file', content: csv, filename: 'data.csv', type: 'text/csv' },
  ]
  return upload(api, parts, url)
}

/** Sixty rows: two numbers, a colour, and a price that depends on them. */
export const houses = ['size,age,colour,price']
  .concat(
    Array.from({ length: 60 }, (_, row) => {
      const [size, age] = [50 + row, (row * 7) % 30]
      return `${size},${age},${['red', 'blue', 'green'][row % 3]},${1000 * size - 500 * age}`
    }),
  )
  .join('\n')

export const housesSpec = {
  name: 'houses',
  format: 'csv',
  task: 'regression',
  target: 'price',
  testFraction: 0.2,
}

/** A study on `houses` whose space is right. */
export const housesStudy = {
  name: 'prices',
  dataset: 'houses',
  objective: { metric: 'validation.rmse', direction: 'minimize' },
  space: {
    layers: [
      { type: 'dense', units: { $int: { low: 4, high: 16 } }, activation: 'relu' },
      { type: 'dense', units: 'outputs' },
    ],
    loss: 'meanSquaredError',
    optimizer: { type: 'adam', learningRate: { $float: { low: 1e-4, high: 1e-1, log: true } } },
    batchSize: 20,
    epochs: 3,
  },
  budget: { trials: 4 },
}

/** Twenty images of 4 × 4 in two classes, as the dataset `images`. */
export function uploadImages(api: TestApi): Promise<Answer> {
  const row = (n: number) => [n % 2, ...Array.from({ length: 16 }, (_, i) => (i * n) % 5)].join(',')
  const spec = {
    name: 'images',
    format: 'csv',
    task: 'classification',
    target: 0,
    header: false,
    inputShape: [4, 4, 1],
  }
  return uploadCsv(api, spec, Array.from({ length: 20 }, (_, n) => row(n)).join('\n'))
}
