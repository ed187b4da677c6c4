/** A component of the OpenAPI document as a JSON Schema of its own; pure. */
import type { OpenApiDocument } from './tidy-document.ts'

const prefix = '#/components/schemas/'
type Schemas = OpenApiDocument['components']['schemas']

/** With everything that it refers to under `$defs`. @throws Error if there is no component of this name */
export function bundleSchema({ components }: OpenApiDocument, name: string): Schemas {
  const { schemas } = components
  const root = schemas[name]
  if (root === undefined) throw new Error(`the OpenAPI document has no schema ${name}`)
  const used = new Set<string>()
  const visit = (schema: unknown): void => {
    for (const other of referencesIn(schema)) {
      if (used.has(other)) continue
      used.add(other)
      visit(schemas[other])
    }
  }
  visit(root)
  const $defs = Object.fromEntries([...used].sort().map((other) => [other, schemas[other]]))
  const bundle = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...root, $defs }
  return JSON.parse(JSON.stringify(bundle).replaceAll(`"${prefix}`, '"#/$defs/'))
}

function referencesIn(schema: unknown): string[] {
  const found = JSON.stringify(schema ?? null).matchAll(
    /"\$ref":"#\/components\/schemas\/([^"]+)"/g,
  )
  return [...found].map(([, name]) => name!)
}
