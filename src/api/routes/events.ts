import { z } from 'zod'
import { queryNumber } from '../../query-number.ts'
import { newestEvent, readEvents, type StudyEvent } from '../../study/answers/events.ts'
import type { Api, ApiTools } from '../app.ts'
import { beat, beatMs, formatEvent, greeting, sendEvents } from '../http/event-stream.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { createEpochFeed, type EpochWatch } from '../live/epoch-feed.ts'
import { refusals, StudyParams } from '../schemas/common.ts'

const pageSize = 500

/** Epochs are looked for at this interval while trials run. */
const epochsMs = 500

const EventId = queryNumber(z.number().int().min(0).optional())

/**
 * Server-sent events (WHATWG HTML §9.2): the events stored after `Last-Event-ID`, then new ones. Ids are the event
 * numbers of the study, which ascend in commit order, so no event is skipped or repeated. Events of epochs have no id:
 * after a lost connection, the first of them has all running trials again.
 */
export async function eventRoutes(app: Api, tools: ApiTools): Promise<void> {
  const share = sharedReads()
  const epochFeed = createEpochFeed(tools.db.pool)
  // streams at the same position share the read of the next page
  const pageAfter = (studyId: string, seen: number): Promise<EventPage> =>
    share(`${seen} ${studyId}`, async () => {
      const events = await readEvents(tools.db, studyId, { after: seen, limit: pageSize })
      return {
        seen: events.at(-1)?.seq ?? seen,
        isFull: events.length === pageSize,
        text: events.map(formatChange).join(''),
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
          'With `from=now` the stream starts with an event `position`, whose id is that of the newest event so far.\n\n' +
          'With `epochs=true`, events `epochs` follow the running trials, at most three a second: `{"trials": [{"number", "copyOf", "planned", "step", "value", "steps", "values"}]}`, ' +
          'with the newest epoch of each trial, the value of the first objective then (null if it is not finite), the epochs planned (null for an external study), and points of its learning curve ' +
          'since the event before: they replace known points from their first step on. The first such event of a connection has all running trials, with at most 60 points each. These events have no `id`.',
        tags: ['studies'],
        params: StudyParams,
        headers: z.looseObject({ 'last-event-id': EventId }),
        querystring: z.strictObject({
          lastEventId: EventId,
          from: z
            .enum(['start', 'now'])
            .default('start')
            .describe('without a last event id: all events of the study, or only new ones'),
          epochs: z
            .enum(['true', 'false'])
            .default('false')
            .describe('`true`: also events of the epochs of running trials'),
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
      const epochs = request.query.epochs === 'true' ? epochFeed.watch(id) : null
      const position = { id, after, startsNow }
      return sendEvents({ request, reply, closing: tools.closing }, (end) =>
        streamOf(tools, position, { end, epochs, pageAfter }),
      )
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
  { id, after, startsNow }: Position,
  {
    end,
    epochs,
    pageAfter,
  }: {
    end: AbortSignal
    epochs: EpochWatch | null
    pageAfter(studyId: string, seen: number): Promise<EventPage>
  },
): AsyncGenerator<string> {
  const follower = notifications.follow(id)
  try {
    yield greeting
    if (startsNow) yield formatEvent('position', '{}', after)
    let seen = after
    let saidAt = performance.now()
    while (!end.aborted) {
      const page = await pageAfter(id, seen)
      seen = page.seen
      const fresh = page.isFull ? null : ((await epochs?.next()) ?? null)
      const text = page.text + (fresh === null ? '' : formatEvent('epochs', fresh))
      if (text !== '') {
        saidAt = performance.now()
        yield text
      }
      if (page.isFull) continue
      // a trial that has just started may have epochs soon
      const isMoving = epochs !== null && (page.text !== '' || epochs.isRunning())
      await follower.changed(isMoving ? epochsMs : beatMs, end)
      if (performance.now() - saidAt < beatMs) continue
      saidAt = performance.now()
      yield beat
    }
  } finally {
    follower.close()
    epochs?.close()
  }
}

function formatChange({ seq, type, data, at }: StudyEvent): string {
  return formatEvent(type, JSON.stringify({ ...data, at }), seq)
}
