import { Readable } from 'node:stream'
import { z } from 'zod'
import { queryNumber } from '../../query-number.ts'
import { readEvents, type StudyEvent } from '../../study/answers/events.ts'
import type { Api, ApiTools } from '../app.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { refusals, StudyParams } from '../schemas/common.ts'

const beatMs = 15_000
const pageSize = 500

const EventId = queryNumber(z.number().int().min(0).optional())

/**
 * Server-sent events (WHATWG HTML §9.2): what was stored after `Last-Event-ID`, then what comes. The ids are the
 * study's event numbers, which rise in commit order: nothing is skipped, nothing comes twice.
 */
export async function eventRoutes(app: Api, tools: ApiTools): Promise<void> {
  const share = sharedReads()
  // streams that have seen the same events are written the same ones next
  const pageAfter = (studyId: string, seen: number): Promise<EventPage> =>
    share(`${seen} ${studyId}`, async () => {
      const events = await readEvents(tools.db, studyId, { after: seen, limit: pageSize })
      return {
        seen: events.at(-1)?.seq ?? seen,
        isFull: events.length === pageSize,
        text: events.map(textOf).join(''),
      }
    })

  app.get(
    '/v1/studies/:id/events',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'followStudy',
        summary: 'Stream the events of a study (server-sent events)',
        description:
          'Every change of state of the study and its trials: events `study` and `trial` with JSON data. The stream goes on until the client ends it. After a broken ' +
          'connection send the last `id` back, as the header Last-Event-ID or as `lastEventId`.',
        tags: ['studies'],
        params: StudyParams,
        headers: z.looseObject({ 'last-event-id': EventId }),
        querystring: z.strictObject({ lastEventId: EventId }),
        response: {
          200: {
            description: 'events',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...refusals('study-not-found'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const after = request.headers['last-event-id'] ?? request.query.lastEventId ?? 0
      // a study that is not there is answered before the stream begins
      await readEvents(tools.db, id, { after, limit: 1 })
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const end = AbortSignal.any([gone.signal, tools.closing])
      const stream = Readable.from(streamOf(tools, { id, after, end }, pageAfter))
      stream.once('error', (error) => request.log.warn({ err: error }, 'event stream broken off'))
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('x-accel-buffering', 'no')
        .send(stream as never)
    },
  )
}

interface EventPage {
  seen: number // number of the newest event in it, or before it
  isFull: boolean
  text: string
}

/** Pages of events as text, a comment when nothing happens for long. */
async function* streamOf(
  { notifications }: ApiTools,
  { id, after, end }: { id: string; after: number; end: AbortSignal },
  pageAfter: (studyId: string, seen: number) => Promise<EventPage>,
): AsyncGenerator<string> {
  const follower = notifications.follow(id)
  try {
    yield 'retry: 1000\n\n'
    let seen = after
    while (!end.aborted) {
      const page = await pageAfter(id, seen)
      seen = page.seen
      if (page.text !== '') yield page.text
      if (page.isFull) continue
      const waitedSince = performance.now()
      await follower.changed(beatMs, end)
      if (performance.now() - waitedSince >= beatMs) yield ': still here\n\n'
    }
  } finally {
    follower.close()
  }
}

function textOf({ seq, type, data, at }: StudyEvent): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ ...data, at })}\n\n`
}
