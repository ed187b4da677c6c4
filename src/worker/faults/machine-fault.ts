/** Recognizes errors caused by the machine rather than the trial, which can train on another machine or later. */

/** Codes of the system and of Node: full or broken disk, access denied, no memory, too many files, missing file. */
const codes = new Set([
  'EACCES',
  'EAGAIN',
  'EBUSY',
  'EDQUOT',
  'EEXIST',
  'EIO',
  'EISDIR',
  'EMFILE',
  'ENFILE',
  'ENODEV',
  'ENOENT',
  'ENOMEM',
  'ENOSPC',
  'ENOTDIR',
  'ENXIO',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ERR_DLOPEN_FAILED',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
])

/** Messages of libraries that set no code. */
const messages =
  /no space left on device|too many open files|cannot allocate memory|read-only file system|permission denied|cannot open shared object file|cannot find module|CUDA_ERROR_|cuda.*driver|cudnn.*(not|fail)/i

/** @returns the fault of the machine in one line; null if the error does not indicate one */
export function machineFault(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown }
  const isCoded = typeof code === 'string' && codes.has(code)
  if (isCoded || (typeof message === 'string' && messages.test(message))) {
    const lines = String(message ?? code).split('\n')
    return (lines.find((line) => messages.test(line)) ?? lines[0] ?? '').slice(0, mostCharacters)
  }
  return machineFault(cause)
}

const mostCharacters = 300

/** True if the machine or its GPU ran out of memory, possibly because of other processes. */
export function isOutOfMemory(error: unknown): boolean {
  return /out of memory|\bOOM\b|resource ?exhausted/i.test(
    error instanceof Error ? error.message : String(error),
  )
}
