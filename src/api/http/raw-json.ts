/** Answers that are JSON text already: kept from an earlier request, or built from text that the database gave. */
import type { FastifySerializerCompiler } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { JsonText } from '../../db/json-text.ts'

/** Typed as what it says, so that a route is held to its schema. */
export function rawJson<T>(text: string): T {
  return new JsonText(text) as T
}

/** @param checks  every answer against its schema: it costs more than the answer itself */
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
