/** JSON pointers (RFC 6901), which say where in a body something is. */

/** Names of members and places in arrays, from the outside in. */
export type Path = (string | number)[]

export function toPath(pointer: string): Path {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export function toPointer(path: Path): string {
  return path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
