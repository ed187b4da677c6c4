/**
 * Options of XLA, the compiler in the TensorFlow library, which reads them when it is loaded. An option that it does not know
 * ends the process: these are those of TensorFlow 2.21, the same in its libraries for CPUs and for GPUs.
 */
import fs from 'node:fs'
import path from 'node:path'

/** Level 2 and above compile matrix products of small networks in lanes to code that takes twice as long. */
const cpuFlags = ['--xla_cpu_multi_thread_eigen=false', '--xla_backend_optimization_level=1']

const gpuFlags = [
  // whole loops over batches become CUDA graphs: a small kernel takes less time than its launch
  '--xla_gpu_enable_command_buffer=+WHILE,+CONDITIONAL',
  '--xla_gpu_graph_min_graph_size=1',
  // the same kernels in every process, with sums in a fixed order: no choice by timing
  '--xla_gpu_deterministic_ops=true',
  '--xla_gpu_autotune_level=0',
  // Triton's products would round to TF32
  '--xla_gpu_enable_triton_gemm=false',
]

/**
 * @param libraries  folder of the TensorFlow library
 * @param own        flags that the user has set: they come last, so they win
 */
export function xlaFlags(
  { isGpu, libraries }: { isGpu: boolean; libraries: string },
  own: string | undefined,
): string {
  const compiler = path.join(libraries, '..', 'nvidia', 'cuda_nvcc')
  const found = isGpu && fs.existsSync(compiler) ? [`--xla_gpu_cuda_data_dir=${compiler}`] : []
  const flags = isGpu ? [...gpuFlags, ...found] : cpuFlags
  return [...flags, ...(own ? [own] : [])].join(' ')
}
