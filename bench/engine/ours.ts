/** Trains with this engine and with tfjs `model.fit`; uses the same line protocol as peer.py. */
import { createRequire } from 'node:module'
import readline from 'node:readline'
import { limitThreads, loadBackend } from '../../src/engine/backend.ts'
import { uploadData } from '../../src/engine/device-data.ts'
import { createEpochOrders } from '../../src/engine/epochs/epoch-orders.ts'
import { createGraphCache } from '../../src/engine/epochs/graph-cache.ts'
import type { Execution } from '../../src/engine/execution.ts'
import { trainGroup } from '../../src/engine/group/train-group.ts'
import { checked } from '../../src/engine/spec.ts'
import { layersOf, type Network } from '../networks.ts'
import { madeData, madeRows as rows } from './made-data.ts'

limitThreads(process.env)
const { tf } = await loadBackend({ device: process.argv[2] === 'gpu' ? 'gpu' : 'cpu' })
const graphs = createGraphCache(8)
const orders = createEpochOrders(32 * 2 ** 20)

interface Prepare {
  kind: 'sweepd' | 'tfjs' | 'matmul'
  network: Network
  batch: number
  lanes: number
  execution?: Execution
  isResident?: boolean
}

let train: ((epochs: number) => Promise<void>) | null = null
for await (const line of readline.createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Prepare | { epochs: number }
  if ('kind' in request) {
    train = { sweepd, tfjs, matmul }[request.kind](request)
    await train(1)
    say({ ready: true })
  } else {
    const startedAt = performance.now()
    await train!(request.epochs)
    say({ seconds: (performance.now() - startedAt) / 1000 })
  }
}
graphs.dispose()

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

/** The first call includes compilation, which happens once in a search over one shape. */
function sweepd({ network, batch, lanes, execution, isResident }: Prepare) {
  const data = uploadData(tf, [madeData(network)], undefined)
  const spec = (epochs: number) =>
    checked({
      layers: layersOf[network],
      loss: network === 'mlp' ? 'meanSquaredError' : 'crossEntropy',
      optimizer: { type: 'adam', learningRate: 0.001 },
      batchSize: batch,
      epochs,
    })
  return (epochs: number) =>
    trainGroup({
      tf,
      lanes: Array.from({ length: lanes }, (_, seed) => ({ spec: spec(epochs), seed })),
      data,
      orderSeed: 1,
      objective: { metric: 'validation.loss', direction: 'minimize' },
      orders,
      graphs,
      ...(execution ? { execution } : {}),
      ...(isResident === undefined ? {} : { isResident }),
      onEpochs: async () => 'continue',
      onEnd() {},
    })
}

/** An ordinary tf.layers model, trained as in the documentation. */
function tfjs({ network, batch }: Prepare): (epochs: number) => Promise<void> {
  const require = createRequire(import.meta.url)
  const union = createRequire(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))
  const full = union('@tensorflow/tfjs') as typeof import('@tensorflow/tfjs-node-gpu')
  const model = full.sequential()
  const { train: split, inputShape } = madeData(network)
  if (network === 'mlp') {
    model.add(full.layers.dense({ units: 20, activation: 'relu', inputShape }))
    model.add(full.layers.dense({ units: 20, activation: 'relu' }))
    model.add(full.layers.dense({ units: 1 }))
  } else {
    for (const [at, filters] of [8, 16, 32, 64].entries()) {
      const shape = at === 0 ? { inputShape } : {}
      model.add(full.layers.conv2d({ filters, kernelSize: 3, activation: 'relu', ...shape }))
    }
    model.add(full.layers.flatten())
    model.add(full.layers.dense({ units: 10, activation: 'softmax' }))
  }
  const loss = network === 'mlp' ? 'meanSquaredError' : 'sparseCategoricalCrossentropy'
  model.compile({ optimizer: full.train.adam(0.001), loss })
  const x = full.tensor(split.x, [rows, ...inputShape])
  const y = full.tensor(Float32Array.from(split.y), [rows, 1])
  return async (epochs) => {
    await model.fit(x, y, { epochs, batchSize: batch, shuffle: true, verbose: 0 })
  }
}

/** Measured peak rate of the machine: an epoch is one product of 1024 × 1024 matrices, 2.147 GFLOP. */
function matmul(): (epochs: number) => Promise<void> {
  const [a, b] = [tf.randomNormal([1024, 1024]), tf.randomNormal([1024, 1024])]
  return async (epochs) => {
    for (let at = 0; at < epochs; at++) {
      const c = tf.matMul(a as never, b as never)
      c.dataSync()
      c.dispose()
    }
  }
}
