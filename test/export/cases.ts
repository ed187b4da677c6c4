/** Models to export, with inputs and what /predict says of them: every layer, every loss, every encoding. */

import type { Dataset } from '../../src/data/dataset.ts'
import { encodeRows } from '../../src/data/prepare/encode-rows.ts'
import { fitInputs } from '../../src/data/prepare/fit.ts'
import { categoricalBlocks, encodedShape } from '../../src/data/prepare/fitted.ts'
import { numericEncodings } from '../../src/data/prepare/numeric/index.ts'
import { PreprocessSpec } from '../../src/data/prepare/preprocess.ts'
import { fitTarget } from '../../src/data/prepare/target/fit-target.ts'
import { targetTransforms } from '../../src/data/prepare/target/index.ts'
import { readDataset } from '../../src/data/read/read.ts'
import { DatasetSpec } from '../../src/data/spec.ts'
import { layers } from '../../src/engine/layers/index.ts'
import type { Layer } from '../../src/engine/layers/layer.ts'
import { losses } from '../../src/engine/losses/index.ts'
import type { Loss } from '../../src/engine/losses/loss.ts'
import { predict, type TrainedModel } from '../../src/engine/network/model.ts'
import { buildNetwork } from '../../src/engine/network/network.ts'
import type { Prediction } from '../../src/engine/network/prediction.ts'
import { uniforms } from '../../src/engine/rng.ts'
import { TrialSpec } from '../../src/engine/spec.ts'
import { sizeOf, type Tf } from '../../src/engine/tensorflow.ts'
import type { ExportedMember } from '../../src/export/model-graph.ts'

export interface ExportCase {
  name: string
  members: (ExportedMember & { encoded: Float32Array })[] // encoded: as its network takes the rows
  /** As the exported graph takes them: by column, or `samples`. NaN and '' are missing. */
  columns: Record<string, number[] | string[]>
  sampleShape: number[] | null // of `samples`; null for a table
  rows: number
}

const rows = 5
const classes = ['no', 'maybe', 'yes']

/** All cases with weights that were drawn, not trained. */
export async function exportCases(): Promise<ExportCase[]> {
  return [
    ...layerCases(),
    ...lossCases(),
    ...resizeCases(),
    ...shiftCases(),
    ...(await tableCases()),
  ]
}

/** What /predict says: the reference. */
export async function predicted(tf: Tf, { members }: ExportCase): Promise<Prediction[]> {
  const rows: Prediction[][] = []
  for (const { model, encoded } of members) rows.push(await predict(tf, model, encoded))
  const { classes } = members[0]!.model
  const mean = (of: (member: number) => number) =>
    members.reduce((sum, { weight }, member) => sum + weight * of(member), 0)
  return rows[0]!.map((first, row): Prediction => {
    if (members.length === 1) return first
    const own = rows.map(
      (predictions) => predictions[row] as unknown as Record<string, number & number[]>,
    )
    if (classes) {
      const probabilities = classes.map((_, at) =>
        mean((member) => own[member]!.probabilities![at]!),
      )
      return { label: classes[probabilities.indexOf(Math.max(...probabilities))]!, probabilities }
    }
    const value = mean((member) => own[member]!.value!)
    if (!('deviation' in first)) return { value }
    // of the mixture of normal distributions: the mean of the squares less the square of the mean
    const squares = mean((member) => own[member]!.value! ** 2 + own[member]!.deviation! ** 2)
    return { value, deviation: Math.sqrt(squares - value ** 2) }
  })
}

function layerCases(): ExportCase[] {
  return Object.entries<Layer>(layers).flatMap(([type, { examples }]) =>
    examples.map(({ options, inputShape }, index) =>
      tensorCase(
        `${type} ${index + 1}`,
        [{ type, ...options }, { type: 'flatten' }, { type: 'dense', units: 'outputs' }],
        inputShape,
      ),
    ),
  )
}

function lossCases(): ExportCase[] {
  const net = [
    { type: 'dense', units: 4, activation: 'tanh' },
    { type: 'dense', units: 'outputs' },
  ]
  const ensemble = [
    { type: 'members', count: 3 },
    { type: 'memberDense', units: 'outputs' },
  ]
  const ofTargets = Object.keys(targetTransforms).flatMap((target) =>
    ['meanSquaredError', 'gaussianNll'].map((loss) =>
      tensorCase(`target ${target}, ${loss}`, net, [3], {
        loss,
        task: 'regression',
        preprocess: { target, clipPredictions: { margin: 0 } },
      }),
    ),
  )
  const ofLosses = Object.entries<Loss>(losses).flatMap(([loss, { tasks }]) =>
    tasks.flatMap((task) => [
      tensorCase(`loss ${loss}, ${task}`, net, [3], { loss, task }),
      tensorCase(`loss ${loss}, ${task}, of an ensemble`, ensemble, [3], { loss, task }),
    ]),
  )
  return [...ofTargets, ...ofLosses]
}

function resizeCases(): ExportCase[] {
  const net = [{ type: 'flatten' }, { type: 'dense', units: 'outputs' }]
  return [
    blend('several of images', [
      tensorCase('', net, [7, 6, 2]),
      tensorCase('', net, [7, 6, 2], { preprocess: { resize: [3, 4] } }),
    ]),
    tensorCase('smaller images', net, [7, 6, 2], { preprocess: { resize: [3, 4] } }),
    tensorCase('larger images', net, [3, 4, 1], { preprocess: { resize: [7, 5] } }),
  ]
}

/** Layers of training alone leave nothing; averages over shifts are part of the graph. */
function shiftCases(): ExportCase[] {
  const net = [
    { type: 'augment', shift: 0.1, fill: 'background' },
    { type: 'elastic' },
    { type: 'cutout' },
    { type: 'conv2d', filters: 3, kernelSize: 3, activation: 'tanh' },
    { type: 'flatten' },
    { type: 'dense', units: 'outputs' },
  ]
  return [5, 9].flatMap((images) =>
    ['crossEntropy', 'meanSquaredError'].map((loss) =>
      tensorCase(`${images} shifts, ${loss}`, net, [5, 6, 2], { loss, testShifts: { images } }),
    ),
  )
}

function tensorCase(
  name: string,
  net: object[],
  shape: readonly number[],
  {
    loss = 'crossEntropy',
    task = 'classification',
    preprocess = {},
    testShifts = { images: 1 },
  } = {},
): ExportCase {
  const inputs = {
    type: 'tensor' as const,
    shape: [...shape],
    resize: null,
    mean: 0.4,
    deviation: 0.3,
  }
  const raw = uniforms({ seed: 7, purpose: 'noise', stream: 1 }, rows * sizeOf(shape))
  const dataset = { type: 'tensor' as const, shape: [...shape], values: raw }
  return {
    name,
    members: [
      {
        weight: 1,
        model: drawnModel(net, { loss, task, preprocess, inputs, testShifts }),
        encoded: encodeRows(inputs, dataset, everyRow(rows)),
      },
    ],
    columns: { samples: [...raw] },
    sampleShape: [...shape],
    rows,
  }
}

async function tableCases(): Promise<ExportCase[]> {
  const dataset = await smallTable()
  const graded = await smallTable({ 'is new': ['false', 'true'] })
  const net = [
    { type: 'dense', units: 6, activation: 'relu' },
    { type: 'dense', units: 'outputs' },
  ]
  const embedded = [{ type: 'embedding', units: 2 }, ...net]
  const vectors = [
    { type: 'embedding', units: 2 },
    { type: 'scaling' },
    { type: 'numericEmbedding', units: 2, keepNumber: true },
    ...net,
  ]
  const regression = { loss: 'gaussianNll', task: 'regression' as const }
  return [
    tableCase('a table', dataset, net, {}),
    tableCase('a table with indicators', dataset, net, { missingIndicator: true }, regression),
    tableCase('a table of few levels', dataset, net, { maxLevels: 2, missing: 'median' }),
    tableCase('a table that is not scaled', dataset, net, { standardize: false }, regression),
    calibrated(tableCase('a calibrated table', dataset, net, { target: 'log' }, regression)),
    tableCase('a table with embeddings', dataset, embedded, { missingIndicator: true }),
    tableCase('a table with vectors of numbers', dataset, vectors, { missingIndicator: true }),
    tableCase('a table with logarithms', dataset, net, { log1pAbove: 0, minLevelRows: 3 }),
    ...['rank', 'thermometer'].map((ordered) =>
      tableCase(`a table with an order as ${ordered}`, graded, net, { ordered }),
    ),
    blend('several of a table', [
      tableCase('', dataset, net, { missingIndicator: true }, regression),
      tableCase('', dataset, net, { numeric: 'robustClip', maxLevels: 2 }, regression),
    ]),
    blend('several that are calibrated', [
      calibrated(tableCase('', dataset, net, {}, regression)),
      tableCase('', dataset, net, {}, regression),
    ]),
    blend('values of a table', [
      tableCase('', dataset, net, {}, { loss: 'huber', task: 'regression' }),
      tableCase('', dataset, net, {}, regression),
    ]),
    blend('classes of a table', [
      tableCase('', dataset, net, {}),
      tableCase('', dataset, embedded, { missingIndicator: true }),
      tableCase('', dataset, net, { standardize: false }),
    ]),
    ...Object.keys(numericEncodings).map((numeric) =>
      tableCase(`a table as ${numeric}`, dataset, net, { numeric, missingIndicator: true }),
    ),
  ]
}

function calibrated(own: ExportCase): ExportCase {
  const calibration = { deviation: 1.75, interval: 0.6 }
  const members = own.members.map((member) => {
    return { ...member, model: { ...member.model, calibration } }
  })
  return { ...own, members }
}

/** The mean of several models, the first with more weight. */
function blend(name: string, cases: readonly ExportCase[]): ExportCase {
  const members = cases.flatMap((own) => own.members)
  const weight = 1 / (members.length + 1)
  const weighted = members.map((member, index) => ({
    ...member,
    weight: index === 0 ? 2 * weight : weight,
  }))
  return { ...cases[0]!, name, members: weighted }
}

/** Fitted to the first rows only, so that the others have levels that the model does not know. */
function tableCase(
  name: string,
  dataset: Dataset,
  net: object[],
  options: object,
  { loss, task }: { loss: string; task: 'classification' | 'regression' } = {
    loss: 'crossEntropy',
    task: 'classification',
  },
): ExportCase {
  const inputs = fitInputs(dataset, everyRow(dataset.rows - 4), PreprocessSpec.parse(options))
  const encoded = encodeRows(inputs, dataset.inputs, everyRow(dataset.rows))
  return {
    name,
    members: [
      { weight: 1, model: drawnModel(net, { loss, task, preprocess: options, inputs }), encoded },
    ],
    columns: rawColumns(dataset),
    sampleShape: null,
    rows: dataset.rows,
  }
}

function everyRow(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row)
}

function rawColumns({ inputs }: Dataset): Record<string, number[] | string[]> {
  if (inputs.type === 'tensor') throw new TypeError('not a table')
  return Object.fromEntries(
    inputs.columns.map((column) => [
      column.name,
      column.encoding === 'categorical'
        ? Array.from(column.codes, (code) => column.levels[code] ?? '')
        : [...column.values],
    ]),
  )
}

/** Numbers, texts, booleans and dates, with gaps; the last rows have levels and years that the others lack. */
function smallTable(ordered = {}): Promise<Dataset> {
  const colours = ['red', 'grün', 'blue', 'red', '']
  const lines = Array.from({ length: 24 }, (_, row) => {
    const isLast = row >= 20
    const date = new Date(Date.UTC(1968 + 3 * row, (row * 5) % 12, 1 + ((row * 11) % 28), row, 30))
    return [
      row % 7 === 3 ? '' : 1e6 + row * row,
      (row * 0.37).toFixed(2),
      isLast ? `new ${row}` : colours[row % 5],
      row % 6 === 1 ? '' : row % 2 === 0,
      row % 9 === 4 ? '' : date.toISOString(),
      classes[row % 3],
    ].join(',')
  })
  const text = ['Größe in m²,2ndFlr,label,is new,sold at,target', ...lines].join('\n')
  const spec = { name: 'd', format: 'csv', task: 'classification', target: 'target', ordered }
  return readDataset(DatasetSpec.parse(spec), Buffer.from(text))
}

const prices = Float64Array.from({ length: 99 }, (_, row) => 40_000 * Math.exp(row / 40))

function drawnModel(
  net: object[],
  given: {
    loss: string
    task: string
    preprocess: object
    inputs: TrainedModel['inputs']
    testShifts?: object
  },
): TrainedModel {
  const { inputs, loss, preprocess, testShifts } = given
  const task = given.task as TrainedModel['task']
  const spec = TrialSpec.parse({
    ...{ layers: net, loss, preprocess, testShifts, batchSize: 10, epochs: 1 },
    optimizer: { type: 'sgd', learningRate: 0.1 },
  })
  const isClasses = task === 'classification'
  const model = {
    ...{ spec, task, inputs },
    inputShape: encodedShape(inputs),
    classes: isClasses ? classes : null,
    categorical: categoricalBlocks(inputs),
    target: isClasses ? null : fitTarget(prices, PreprocessSpec.parse(preprocess)),
  }
  const weights = buildNetwork(spec, model).parameters.map(({ key, shape, trainable }, stream) => {
    const drawn = uniforms({ seed: 5, purpose: 'weights', stream }, sizeOf(shape))
    // statistics may be variances, which are above 0
    return { key, shape, values: drawn.map((u) => (trainable ? 2 * u - 1 : u + 0.5)) }
  })
  return { ...model, weights }
}
