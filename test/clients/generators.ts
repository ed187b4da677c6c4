/** The generators of clients that TypeScript users reach for, run on the document of a server. */
import fs from 'node:fs'
import { register } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** The generators write code with the compiler's older API, which TypeScript 7 has no more. */
const withTypeScript5 = `export const resolve = (name, context, next) =>
  next(name === 'typescript' ? 'typescript-5' : name, context)`

let isRegistered = false
function loadTypeScript5(): void {
  if (isRegistered) return
  register(`data:text/javascript,${encodeURIComponent(withTypeScript5)}`)
  isRegistered = true
}

/** Types for openapi-fetch, as `npx openapi-typescript` writes them, into `schema.ts`. */
export async function generateTypes(document: string, folder: string): Promise<void> {
  loadTypeScript5()
  const { default: generate, astToString } = await import('openapi-typescript')
  const ast = await generate(pathToFileURL(document))
  fs.writeFileSync(path.join(folder, 'schema.ts'), astToString(ast))
}

/** A client of functions, as `npx @hey-api/openapi-ts` writes it, into the folder `client`. */
export async function generateClient(document: string, folder: string): Promise<void> {
  loadTypeScript5()
  const { createClient } = await import('@hey-api/openapi-ts')
  const output = { path: path.join(folder, 'client') }
  await createClient({ input: document, output, logs: { level: 'silent', file: false } })
}
