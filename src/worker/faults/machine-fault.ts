/** Faults of the machine, which no trial is to blame for: on another one, or later, it trains. */

/** Of the system and of Node: no room, no right, no memory, too much open, a broken disk, missing files. */
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

/** In the words of libraries, which give no code. */
const messages =
  /no space left on device|too many open files|cannot allocate memory|read-only file system|permission denied|cannot open shared object file|cannot find module|CUDA_ERROR_|cuda.*driver|cudnn.*(not|fail)/i

/** @returns what is wrong with the machine, in one line; null: nothing, as far as this error goes */
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

/** Was there too little memory, of the machine or of its GPU? Others on it may have taken it. */
export function isOutOfMemory(error: unknown): boolean {
  return /out of memory|\bOOM\b|resource ?exhausted/i.test(
    error instanceof Error ? error.message : String(error),
  )
}
