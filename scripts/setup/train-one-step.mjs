/** Trains one step on TensorFlow and prints `{version, device}`; exits with an error when the loss does not fall. */
import { createRequire } from 'node:module'
import path from 'node:path'
import util from 'node:util'

// tfjs-node 4.22 calls it; Node 23 removed it
util.isNullOrUndefined ??= (value) => value === null || value === undefined

const require = createRequire(path.join(process.cwd(), 'package.json'))
const tf = require('@tensorflow/tfjs-node-gpu')

const x = tf.tensor2d([1, 2, 3, 4], [4, 1])
const y = tf.tensor2d([3, 5, 7, 9], [4, 1]) // 2x + 1
const weight = tf.variable(tf.scalar(0))
const bias = tf.variable(tf.scalar(0))
const loss = () => tf.losses.meanSquaredError(y, x.mul(weight).add(bias))

const before = (await loss().data())[0]
tf.train.sgd(0.01).minimize(loss)
const after = (await loss().data())[0]
if (tf.getBackend() !== 'tensorflow') throw new Error(`the backend is ${tf.getBackend()}`)
if (!(after < before)) throw new Error(`a step took the loss from ${before} to ${after}`)

const { isUsingGpuDevice, binding } = tf.backend()
console.log(
  JSON.stringify({ version: binding.TF_Version, device: isUsingGpuDevice ? 'gpu' : 'cpu' }),
)
