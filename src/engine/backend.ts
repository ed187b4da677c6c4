/**
 * Loads TensorFlow.js: the native TensorFlow library if the set-up built its binding, otherwise the pure-JavaScript
 * backend. All other files get `tf` as an argument, so that the API can read schemas without loading the library.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import util from 'node:util'
import { isOnGpu } from './graph/binding.ts'
import { repairAvgPoolGradient } from './kernels/avg-pool-gradient.ts'
import { registerKernels } from './kernels/register.ts'
import type { Tf } from './tensorflow.ts'
import { xlaFlags } from './xla-flags.ts'
import { openProgramFolder, programFlags } from './xla-programs.ts'

export interface Backend {
  tf: Tf
  kind: 'tensorflow' | 'cpu' // cpu: pure JavaScript, an order of magnitude slower
  libraryVersion: string
  device: 'cpu' | 'gpu'
  advice: string | null // how to install the native library; null when it is installed
  programs: string | null // folder of compiled programs, see xla-programs.ts; null: none are kept
}

export interface BackendOptions {
  /** `gpu` fails where there is no GPU, `cpu` hides the GPUs, `auto` uses a GPU where there is one. */
  device: 'auto' | 'cpu' | 'gpu'
  /** Folder where programs that XLA compiles for a CPU are kept; by default they are not. */
  programs?: string | undefined
}

/** The part of tfjs-node's backend used here. */
interface NativeBackend {
  binding: { TF_Version: string }
}

const require = createRequire(import.meta.url)
const nodePackagePath = require.resolve('@tensorflow/tfjs-node-gpu/package.json')
const nodeRequire = createRequire(nodePackagePath)

/** Of this process: TensorFlow reads the variable that names it once. */
let programFolder: string | null = null

/**
 * Limits TensorFlow to one thread in each trainer (capacity comes from the number of trainers) and to errors in its log.
 * TensorFlow reads these variables when it is loaded, so call this before `loadBackend`. Variables already set are kept.
 */
export function limitThreads(env: Record<string, string | undefined>): void {
  env.TF_NUM_INTRAOP_THREADS ??= '1'
  env.TF_NUM_INTEROP_THREADS ??= '1'
  env.OMP_NUM_THREADS ??= '1'
  env.TF_CPP_MIN_LOG_LEVEL ??= '2'
  // by default TensorFlow reserves all memory of a GPU, which trainers share
  env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true'
  // matrix products on a GPU in full float32, not TF32
  env.NVIDIA_TF32_OVERRIDE ??= '0'
}

/**
 * Loads TensorFlow into this process; a second call returns the same `tf`.
 *
 * @throws Error for device `gpu` if TensorFlow finds no GPU
 */
export async function loadBackend({ device, programs }: BackendOptions): Promise<Backend> {
  // read by the CUDA driver's library when TensorFlow loads it
  if (device === 'cpu') process.env.CUDA_VISIBLE_DEVICES = '-1'
  const bindingPath = findBinding()
  const backend = await (bindingPath ? loadNative(bindingPath, programs) : loadJavaScript())
  if (device === 'gpu' && backend.device !== 'gpu') {
    throw new Error(
      backend.kind === 'cpu'
        ? `SWEEPD_DEVICE=gpu, but the native TensorFlow library is not installed: ${backend.advice}`
        : 'SWEEPD_DEVICE=gpu, but TensorFlow finds no GPU: check that its driver is installed, then run scripts/setup.mjs again',
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
 * Registers tfjs-node's kernels and the binding with tfjs-core, without the rest of tfjs-node (files, TensorBoard, bars).
 */
async function loadNative(bindingPath: string, root?: string): Promise<Backend> {
  // removed in Node 23, still called by tfjs-node 4.22
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean }
  legacy.isNullOrUndefined ??= (value) => value === null || value === undefined
  const tf = loadCore()
  if (!tf.findBackendFactory('tensorflow')) {
    nodeRequire('./dist/register_all_kernels.js')
    const libraries = fs.realpathSync(path.join(path.dirname(nodePackagePath), 'deps', 'lib'))
    const isGpu = seesGpu()
    const flags = xlaFlags({ isGpu, libraries }, process.env.XLA_FLAGS)
    process.env.XLA_FLAGS = flags
    // not measured on a GPU
    if (root && !isGpu) programFolder = openProgramFolder(root, { libraries, flags })
    if (programFolder) {
      process.env.TF_XLA_FLAGS = programFlags(programFolder, process.env.TF_XLA_FLAGS)
    }
    const { NodeJSKernelBackend } = nodeRequire('./dist/nodejs_kernel_backend.js')
    const binding = nodeRequire(bindingPath)
    const make = () => new NodeJSKernelBackend(binding, '@tensorflow/tfjs-node-gpu')
    tf.registerBackend('tensorflow', make, 3)
    registerKernels(tf, 'tensorflow')
  }
  await tf.setBackend('tensorflow')
  const native = tf.backend() as unknown as NativeBackend
  // sums in a fixed order, so that equal seeds give bit-identical results; read at the first op
  if (isOnGpu(tf)) process.env.TF_DETERMINISTIC_OPS ??= '1'
  return {
    tf,
    kind: 'tensorflow',
    libraryVersion: native.binding.TF_Version,
    device: isOnGpu(tf) ? 'gpu' : 'cpu',
    advice: null,
    programs: programFolder,
  }
}

/** Whether TensorFlow may find a GPU: known only once it is loaded. */
function seesGpu(): boolean {
  if (process.env.CUDA_VISIBLE_DEVICES === '-1') return false
  return ['/dev/nvidiactl', '/proc/driver/nvidia/version'].some((file) => fs.existsSync(file))
}

/** The pure-JavaScript backend, part of the core: used without a binding. */
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
    programs: null,
  }
}

/** tfjs-core with the gradients of its ops, which the package @tensorflow/tfjs registers. */
function loadCore(): Tf {
  nodeRequire('@tensorflow/tfjs')
  const tf = nodeRequire('@tensorflow/tfjs-core') as Tf
  tf.enableProdMode()
  return tf
}

/** The advice that scripts/setup.mjs left for a missing library. */
function readAdvice(): string {
  const corePath = require.resolve('@tensorflow/tfjs-core/package.json')
  const setupPath = path.resolve(path.dirname(corePath), '..', '..', '.sweepd-setup.json')
  if (!fs.existsSync(setupPath)) return 'run scripts/setup.mjs'
  const setup = JSON.parse(fs.readFileSync(setupPath, 'utf8')) as {
    tensorflow?: { advice?: string }
  }
  return setup.tensorflow?.advice ?? 'run scripts/setup.mjs'
}
