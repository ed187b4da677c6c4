/** Where a member of a registry stands, for messages that say what to add where. */
import path from 'node:path'

/** `conv2d` of `src/engine/layers` → `src/engine/layers/conv2d.ts`; `maxPool2d` → `max-pool2d.ts`. */
export function fileOf(folder: string, name: string): string {
  const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return path.join(folder, `${kebab}.ts`)
}

/** Its own test: `src/a/b.ts` → `test/a/b.test.ts`. */
export function mirrorOf(file: string): string {
  return file.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts')
}
