/**
 * The only file that loads TensorFlow.js: the native TensorFlow library when the set-up built its binding, else the
 * pure-JavaScript backend. Everything else gets `tf` passed in, so that the API reads schemas without 350 MB of library.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import util from 'node:util'
import { isOnGpu } from './graph/binding.ts'
import { repairAvgPoolGradient } from './kernels/avg-pool-gradient.ts'
import { registerKernels } from './kernels/register.ts'
import type { Tf } from './tensorflow.ts'

export interface Backend {
  tf: Tf
  kind: 'tensorflow' | 'cpu' // cpu: pure JavaScript, an order of magnitude slower
  libraryVersion: string
  device: 'cpu' | 'gpu'
  advice: string | null // what to install for the native library; null when it is there
}

export interface BackendOptions {
  /** `gpu` refuses to fall back, `cpu` hides the GPUs, `auto` takes what is there. */
  device: 'auto' | 'cpu' | 'gpu'
}

/** The part of tfjs-node's backend that is asked here. */
interface NativeBackend {
  binding: { TF_Version: string }
}

const require = createRequire(import.meta.url)
const nodePackagePath = require.resolve('@tensorflow/tfjs-node-gpu/package.json')
const nodeRequire = createRequire(nodePackagePath)

/**
 * One thread for each trainer (they scale by being many), and silence: TensorFlow reads these variables when it is
 * loaded, so a trainer's main calls this before `loadBackend`. What is set already stays.
 */
export function limitThreads(env: Record<string, string | undefined>): void {
  env.TF_NUM_INTRAOP_THREADS ??= '1'
  env.TF_NUM_INTEROP_THREADS ??= '1'
  env.OMP_NUM_THREADS ??= '1'
  env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  // TensorFlow would otherwise take the whole memory of a GPU that trainers share
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  // products of float32 on a GPU are of float32, not of TF32's 10 bits
  env.NVIDIA_TF32_OVERRIDE ??= '0'
}

/**
 * Loads TensorFlow into this process; a second call gives the same `tf`.
 *
 * @throws Error for device `gpu` where TensorFlow sees none
 */
export async function loadBackend({ device }: BackendOptions): Promise<Backend> {
  // read by the CUDA driver's library when TensorFlow loads it
  if (device === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1'
  const bindingPath = findBinding()
  const backend = await (bindingPath ? loadNative(bindingPath) : loadJavaScript())
  if (device === 'gpu' && backend.device !== 'gpu') {
    throw new Error(
      backend.kind === 'cpu'
        ? `SWEEPD_DEVICE is gpu, but the TensorFlow library is not installed: ${backend.advice}`
        : 'SWEEPD_DEVICE is gpu, but TensorFlow sees no GPU: is its driver installed and was the set-up run with it?',
    )
  }
  return backend
}

function findBinding(): string | null {
  const bindingPath = path.join(
    path.dirname(nodePackagePath),
    'lib',
    'napi-v8',
    'tfjs_binding.node',
  )
  return fs.existsSync(bindingPath) ? bindingPath : null
}

/**
 * Joins tfjs-core, tfjs-node's kernels and the binding, without the rest of tfjs-node (files, TensorBoard, bars).
 */
async function loadNative(bindingPath: string): Promise<Backend> {
  // gone in Node 23, still called by tfjs-node 4.22
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean }
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
  const tf = loadCore()
  if (!tf.findBackendFactory('tensorflow')) {
    nodeRequire('./dist/register_all_kernels.js')
    const { NodeJSKernelBackend } = nodeRequire('./dist/nodejs_kernel_backend.js')
    const binding = nodeRequire(bindingPath)
    const make = () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu')
    tf.registerBackend('tensorflow', make, 3)
    registerKernels(tf, 'tensorflow')
  }
  await tf.setBackend('tensorflow')
  const native = tf.backend() as unknown as NativeBackend
  // sums in a fixed order, so that the same seeds give the same bits; read at the first op
  if (isOnGpu(tf)) process.env.TF_DETERMINISTIC_OPS ??= '1'
  return {
    tf,
    kind: 'tensorflow',
    libraryVersion: native.binding.TF_Version,
    device: isOnGpu(tf) ? 'gpu' : 'cpu',
    advice: null,
  }
}

/** The pure-JavaScript backend, where there is no binding; it comes with the core. */
export async function loadJavaScript(): Promise<Backend> {
  const tf = loadCore()
  if (!tf.getKernel('ReluGrad', 'cpu')) {
    registerKernels(tf, 'cpu')
    repairAvgPoolGradient(tf)
  }
  await tf.setBackend('cpu')
  return {
    tf,
    kind: 'cpu',
    libraryVersion: tf.version_core,
    device: 'cpu',
    advice: readAdvice(),
  }
}

/** tfjs-core with the gradients of its ops, which only the union package registers. */
function loadCore(): Tf {
  nodeRequire('@tensorflow/tfjs')
  const tf = nodeRequire('@tensorflow/tfjs-core') as Tf
  tf.enableProdMode()
  return tf
}

/** What scripts/setup.mjs found missing. */
function readAdvice(): string {
  const corePath = require.resolve('@tensorflow/tfjs-core/package.json')
  const setupPath = path.resolve(path.dirname(corePath), '..', '..', '.sweepd-setup.json')
  if (!fs.existsSync(setupPath)) return 'run scripts/setup.mjs'
  const setup = JSON.parse(fs.readFileSync(setupPath, 'utf8')) as {
    tensorflow?: { advice?: string }
  }
  return setup.tensorflow?.advice ?? 'run scripts/setup.mjs'
}
