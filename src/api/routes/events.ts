import { Readable } from 'node:stream'
import { z } from 'zod'
import { queryNumber } from '../../query-number.ts'
import { newestEvent, readEvents, type StudyEvent } from '../../study/answers/events.ts'
import type { Api, ApiTools } from '../app.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { refusals, StudyParams } from '../schemas/common.ts'

const beatMs = 15_000
const pageSize = 500

const EventId = queryNumber(z.number().int().min(0).optional())

/**
 * Server-sent events (WHATWG HTML §9.2): the events stored after `Last-Event-ID`, then new ones. Ids are the event
 * numbers of the study, which ascend in commit order, so no event is skipped or repeated.
 */
export async function eventRoutes(app: Api, tools: ApiTools): Promise<void> {
  const share = sharedReads()
  // streams at the same position share the read of the next page
  const pageAfter = (studyId: string, seen: number): Promise<EventPage> =>
    share(`${seen} ${studyId}`, async () => {
      const events = await readEvents(tools.db, studyId, { after: seen, limit: pageSize })
      return {
        seen: events.at(-1)?.seq ?? seen,
        isFull: events.length === pageSize,
        text: events.map(formatEvents).join(''),
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
          'Every change of state of the study and its trials, as events `study` and `trial` with JSON data. The stream stays open until the client closes it. After a lost ' +
          'connection, send the last `id` in the header Last-Event-ID or as `lastEventId` to continue from there. ' +
          'With `from=now` the stream starts with an event `position`, whose id is that of the newest event so far.',
        tags: ['studies'],
        params: StudyParams,
        headers: z.looseObject({ 'last-event-id': EventId }),
        querystring: z.strictObject({
          lastEventId: EventId,
          from: z
            .enum(['start', 'now'])
            .default('start')
            .describe('without a last event id: all events of the study, or only new ones'),
        }),
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
      const lastId = request.headers['last-event-id'] ?? request.query.lastEventId
      const startsNow = lastId === undefined && request.query.from === 'now'
      // an unknown study gets a 404 before the stream starts
      const newest = await newestEvent(tools.db, id)
      const after = startsNow ? newest : (lastId ?? 0)
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const end = AbortSignal.any([gone.signal, tools.closing])
      const stream = Readable.from(streamOf(tools, { id, after, startsNow, end }, pageAfter))
      stream.once('error', (error) =>
        request.log.warn({ err: error }, 'event stream aborted by an error'),
      )
      return reply
        .type('text/event-stream; charset=utf-8')
        .header('cache-control', 'no-cache')
        .header('x-accel-buffering', 'no')
        .send(stream as never)
    },
  )
}

interface EventPage {
  seen: number // number of the newest event so far
  isFull: boolean
  text: string
}

interface Position {
  id: string // of the study
  after: number
  startsNow: boolean
}

/** Yields pages of events as text, and a comment as heartbeat when idle. */
async function* streamOf(
  { notifications }: ApiTools,
  { id, after, startsNow, end }: Position & { end: AbortSignal },
  pageAfter: (studyId: string, seen: number) => Promise<EventPage>,
): AsyncGenerator<string> {
  const follower = notifications.follow(id)
  try {
    yield 'retry: 1000\n\n'
    if (startsNow) yield `id: ${after}\nevent: position\ndata: {}\n\n`
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

function formatEvents({ seq, type, data, at }: StudyEvent): string {
  return `id: ${seq}\nevent: ${type}\ndata: ${JSON.stringify({ ...data, at })}\n\n`
}
