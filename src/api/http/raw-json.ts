/** Responses that are JSON text already: cached, or assembled from JSON that the database returned. */
import type { FastifySerializerCompiler } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { JsonText } from '../../db/json-text.ts'

/** Typed as the value it stands for, so that the route is checked against its schema. */
export function rawJson<T>(text: string): T {
  return new JsonText(text) as T
}

/** @param checks  validate every response against its schema, which costs more than the response itself */
export function answerSerializer(checks: boolean): FastifySerializerCompiler<unknown> {
  return (route) => {
    const serialize = checks
      ? serializerCompiler(route as Parameters<typeof serializerCompiler>[0])
      : JSON.stringify
    return (answer) => {
      if (!(answer instanceof JsonText)) return serialize(answer)
      if (checks) serialize(JSON.parse(answer.text))
      return answer.text
    }
  }
}
