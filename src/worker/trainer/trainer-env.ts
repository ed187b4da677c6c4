/** How a trainer process is started: its main module, Node's options and its environment. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config.ts'
import type { Gpu } from './gpus.ts'

export const trainerEntry = fileURLToPath(new URL('./trainer-main.js', import.meta.url))

/**
 * Options of Node. Its space for young objects grows to 48 MB by default. The data of a trainer are tensors, outside of
 * it: with a smaller space it holds less memory, for no more processor time.
 */
export const trainerNodeOptions = ['--max-semi-space-size=2']

/** Where trainers keep what XLA compiles. */
export function programRoot(cacheDir: string): string {
  return path.join(cacheDir, 'xla')
}

/**
 * Environment of a trainer. Each uses one thread, because several trainers run in parallel.
 *
 * @param limitBytes  memory limit of a trainer
 * @param cacheDir    by default nothing that XLA compiles is kept
 */
export function trainerEnv(
  {
    device,
    execution,
    cacheDir,
  }: Pick<Config, 'device' | 'execution'> & Partial<Pick<Config, 'cacheDir'>>,
  { gpu, limitBytes }: { gpu: Gpu | null; limitBytes: number },
): Record<string, string> {
  return {
    TF_NUM_INTRAOP_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
    OMP_NUM_THREADS: '1',
    // separate arenas for TensorFlow's threads would hold memory that other threads cannot use
    MALLOC_ARENA_MAX: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    SWEEPD_DEVICE: device,
    SWEEPD_EXECUTION: execution,
    SWEEPD_TRAINER_BYTES: String(Math.min(limitBytes, gpu?.memoryBytes ?? limitBytes)),
    ...(cacheDir ? { SWEEPD_PROGRAMS: programRoot(cacheDir) } : {}),
    ...(gpu ? { CUDA_VISIBLE_DEVICES: gpu.id } : {}),
  }
}
