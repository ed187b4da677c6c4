/** Adjusts the OpenAPI document for client generators; pure functions of the document. */

// biome-ignore lint/suspicious/noExplicitAny: a JSON Schema, as it is written in the document
type Schema = any

export interface OpenApiDocument {
  openapi: string
  components: { schemas: Record<string, Schema> }
  paths: Record<string, Record<string, Schema>>
}

/** Suffix of request schemas whose plain name is used by a response schema. */
const suffix = 'Input'

/**
 * Modifies the document in place.
 *
 * @param written  hand-written schemas that replace those of the same name: zod only knows that a space is an object
 */
export function tidyDocument(
  document: OpenApiDocument,
  written: Readonly<Record<string, Schema>>,
): OpenApiDocument {
  const { schemas } = document.components
  Object.assign(schemas, written)
  for (const [name, schema] of Object.entries(schemas)) {
    visit(schema, name.endsWith(suffix) ? defaultsInWords : withoutDefaults)
    if (name.endsWith(suffix)) visit(schema, showShortForm)
  }
  for (const operation of Object.values(document.paths).flatMap((methods) =>
    Object.values(methods),
  )) {
    visit(operation.requestBody, showShortForm)
  }
  visit(document, dropShortForm)
  visit(document, unwrapSole)
  dropHidden(document)
  dropUnused(document)
  return withShortNames(document)
}

/**
 * Some generators treat a field with a default as always present, which is right for responses and wrong for requests.
 */
function defaultsInWords(schema: Schema): void {
  for (const property of Object.values<Schema>(schema.properties ?? {})) {
    if (property.default === undefined) continue
    const words = `default: ${JSON.stringify(property.default)}`
    property.description = property.description ? `${property.description}; ${words}` : words
    delete property.default
  }
}

/** Responses always contain the field, so its default is meaningless. */
function withoutDefaults(schema: Schema): void {
  for (const property of Object.values<Schema>(schema.properties ?? {})) delete property.default
}

/** Documents the string that may be sent instead of an object. */
function showShortForm(schema: Schema): void {
  const { shortForm, description, ...long } = schema
  if (shortForm === undefined) return
  for (const key of Object.keys(schema)) delete schema[key]
  const isUnion = Object.keys(long).join() === 'oneOf'
  if (description) schema.description = description
  schema.anyOf = [...(isUnion ? long.oneOf : [long]), shortForm]
}

/** Responses always contain the object. */
function dropShortForm(schema: Schema): void {
  delete schema.shortForm
}

/** A registry of one member is no union. */
function unwrapSole(schema: Schema): void {
  if (!Array.isArray(schema.oneOf) || schema.oneOf.length !== 1) return
  const [only] = schema.oneOf
  delete schema.oneOf
  Object.assign(schema, only)
}

function visit(schema: Schema, act: (schema: Schema) => void): void {
  if (typeof schema !== 'object' || schema === null) return
  act(schema)
  for (const inner of Object.values(schema)) visit(inner, act)
}

export interface Examples {
  bodies: Readonly<Record<string, object>> // by operation
  answers: Readonly<Record<string, Readonly<Record<string, unknown>>>> // by operation and status
  parameters: Readonly<Record<string, unknown>> // by name, or by resource and name
}

export function addExamples(
  { paths }: OpenApiDocument,
  { bodies, answers, parameters }: Examples,
): void {
  for (const [path, methods] of Object.entries(paths)) {
    const resource = path.split('/').slice(0, 3).join('/')
    for (const operation of Object.values(methods)) {
      const examples = bodies[operation.operationId]
      for (const content of Object.values<Schema>(operation.requestBody?.content ?? {})) {
        if (examples) content.examples = examples
      }
      for (const [status, example] of Object.entries(answers[operation.operationId] ?? {})) {
        operation.responses[status].content['application/json'].example = example
      }
      for (const parameter of operation.parameters ?? []) {
        const { name } = parameter
        const example = parameters[`${resource} ${name}`] ?? parameters[name]
        if (example !== undefined && parameter.required) parameter.example = example
      }
    }
  }
}

/** Drops parameters that exist only for older clients. */
function dropHidden({ paths }: OpenApiDocument): void {
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    const shown = (operation.parameters ?? []).filter(({ schema }: Schema) => !schema.hidden)
    if (shown.length > 0) operation.parameters = shown
    else delete operation.parameters
  }
}

/** Every schema with an id is generated twice, as input and as output; drops the unused one. */
function dropUnused(document: OpenApiDocument): void {
  const { schemas } = document.components
  for (;;) {
    const text = JSON.stringify(document)
    const unused = Object.keys(schemas).filter((name) => !text.includes(`"${reference(name)}"`))
    if (unused.length === 0) return
    for (const name of unused) delete schemas[name]
  }
}

/** Gives a request schema its plain name unless a response uses that name. */
function withShortNames(document: OpenApiDocument): OpenApiDocument {
  let text = JSON.stringify(document)
  const names = Object.keys(document.components.schemas)
  for (const name of names.filter((name) => name.endsWith(suffix))) {
    const short = name.slice(0, -suffix.length)
    if (names.includes(short)) continue
    text = text.replaceAll(`"${reference(name)}"`, `"${reference(short)}"`)
    text = text.replace(`${JSON.stringify(name)}:{`, `${JSON.stringify(short)}:{`)
  }
  return JSON.parse(text)
}

const reference = (name: string) => `#/components/schemas/${name}`
