/** What is compared on a GPU, and the processes that train it. */
import { type Contender, type Device, startOurs, startPeer } from '../engine/contender.ts'

export interface Kind {
  name: string
  request: { kind: string; execution?: string }
  device: Device
  /** Flags for XLA, which win over the engine's own and those in XLA_FLAGS. */
  xlaFlags?: string
  /** Whether TensorFlow's ops give the same bits in every process, as in trainers; true by default. */
  isDeterministic?: boolean
  least?: number // lanes that it is measured with
  most?: number
  networks?: readonly ('mlp' | 'conv')[]
  processes?: number // that train at the same time; 1 by default
  /** Measured last: slow to start, or asked for by nobody who has little time. */
  isExtra?: boolean
}

const ours = (execution: 'graph' | 'xla') =>
  ({ request: { kind: 'sweepd', execution }, device: 'gpu' }) as const
const peer = (kind: string) => ({ request: { kind }, device: 'gpu' }) as const

const noCommandBuffers = '--xla_gpu_enable_command_buffer='
/** What the engine's own flags forbid, so that every process computes the same bits. */
const timed = '--xla_gpu_deterministic_ops=false --xla_gpu_autotune_level=4'

export const kinds: readonly Kind[] = [
  { name: 'Sweepd', ...ours('graph') },
  { name: 'Sweepd, XLA', ...ours('xla') },
  {
    name: 'Sweepd, XLA, kernels chosen by timing',
    ...ours('xla'),
    xlaFlags: timed,
    isDeterministic: false,
  },
  {
    name: 'Sweepd, XLA, no command buffers',
    ...ours('xla'),
    xlaFlags: noCommandBuffers,
    isExtra: true,
  },
  { name: 'PyTorch fused Adam, CUDA graph', ...peer('torch-fused-graph'), most: 1 },
  { name: 'PyTorch vmap, CUDA graph', ...peer('torch-vmap-graph') },
  { name: 'JAX', ...peer('jax'), most: 1 },
  { name: 'JAX vmap', ...peer('jax-vmap'), least: 2 },
  { name: 'JAX, lanes side by side', ...peer('jax-wide'), least: 2, networks: ['mlp'] },
  { name: 'Sweepd, four processes', ...ours('graph'), processes: 4, isExtra: true },
  { name: 'Sweepd, XLA, four processes', ...ours('xla'), processes: 4, isExtra: true },
  {
    name: 'PyTorch vmap, torch.compile, CUDA graph',
    ...peer('torch-vmap-compiled-graph'),
    isExtra: true,
  },
  {
    name: 'PyTorch fused Adam, torch.compile, CUDA graph',
    ...peer('torch-fused-compiled-graph'),
    most: 1,
    isExtra: true,
  },
  { name: 'PyTorch fused Adam', ...peer('torch-fused'), most: 1, isExtra: true },
  { name: 'PyTorch vmap', ...peer('torch-vmap'), isExtra: true },
  {
    name: 'Sweepd on a CPU core',
    request: { kind: 'sweepd' },
    device: 'cpu',
    most: 16,
    networks: ['mlp'],
    isExtra: true,
  },
]

/** Starts the processes of a kind; on device `cpu` all of them train there, to try the benchmark without a GPU. */
export function startKind(
  { request, device, xlaFlags, isDeterministic = true, processes = 1 }: Kind,
  { python, device: all }: { python: string; device: Device },
): Contender {
  const where = all === 'cpu' ? 'cpu' : device
  const flags = `${process.env.XLA_FLAGS ?? ''} ${xlaFlags ?? ''}`.trim()
  const env = {
    ...process.env,
    ...(flags ? { XLA_FLAGS: flags } : {}),
    ...(isDeterministic ? {} : { TF_DETERMINISTIC_OPS: '0' }),
  }
  const each = Array.from({ length: processes }, () =>
    request.kind === 'sweepd' ? startOurs(where, env) : startPeer(python, where, env),
  )
  return {
    prepare: async (more) => void (await Promise.all(each.map((one) => one.prepare(more)))),
    train: async (epochs) => Math.max(...(await Promise.all(each.map((one) => one.train(epochs))))),
    stop: () => {
      for (const one of each) one.stop()
    },
  }
}
