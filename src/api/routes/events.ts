import { z } from 'zod'
import { readEvents } from '../../study/events.ts'
import type { Api, ApiTools } from '../app.ts'
import { problems, StudyParams } from '../schemas/common.ts'

const beatMs = 15_000
const pageSize = 500

/**
 * Server-sent events (WHATWG HTML §9.2): what was stored after `Last-Event-ID`, then what comes. The ids are the
 * study's event numbers, which rise in commit order: nothing is skipped, nothing comes twice.
 */
export async function eventRoutes(
  app: Api,
  { db, notifications, closing }: ApiTools,
): Promise<void> {
  app.get(
    '/v1/studies/:id/events',
    {
      schema: {
        operationId: 'followStudy',
        summary: 'Server-sent events: every change of state of the study and its trials',
        tags: ['studies'],
        params: StudyParams,
        headers: z.object({ 'last-event-id': z.coerce.number().int().min(0).optional() }),
        querystring: z.object({ lastEventId: z.coerce.number().int().min(0).optional() }),
        response: { 200: z.unknown().describe('text/event-stream'), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      let seen = request.headers['last-event-id'] ?? request.query.lastEventId ?? 0
      // a study that is not there is answered before the stream begins
      let events = await readEvents(db.pool, id, { after: seen, limit: pageSize })
      reply.hijack()
      const stream = reply.raw
      const gone = new AbortController()
      const end = AbortSignal.any([gone.signal, closing])
      stream.on('close', () => gone.abort())
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
        'x-accel-buffering': 'no',
      })
      stream.write('retry: 1000\n\n')
      while (!end.aborted) {
        for (const { seq, type, data, at } of events) {
          stream.write(`id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ ...data, at })}\n\n`)
          seen = seq
        }
        if (events.length < pageSize) {
          await notifications.wait(id, beatMs, end)
          if (end.aborted) break
        }
        try {
          events = await readEvents(db.pool, id, { after: seen, limit: pageSize })
          if (events.length === 0) stream.write(': still here\n\n')
        } catch (error) {
          // the client comes back with Last-Event-ID
          request.log.warn({ err: error }, 'event stream broken off')
          break
        }
      }
      stream.end()
    },
  )
}
