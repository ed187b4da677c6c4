/** NumPy's file of one array. @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0 */

const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1')

/** @param values  row-major */
export function npy(values: Float32Array, shape: readonly number[]): Buffer {
  const lengths = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': (${lengths}), }`
  // the data begin at a multiple of 64
  const before = magic.length + 2
  const padded = Math.ceil((before + head.length + 1) / 64) * 64 - before
  const size = Buffer.alloc(2)
  size.writeUInt16LE(padded)
  const data = Buffer.alloc(values.length * 4)
  for (const [at, value] of values.entries()) data.writeFloatLE(value, at * 4)
  return Buffer.concat([magic, size, Buffer.from(`${head.padEnd(padded - 1)}\n`), data])
}
