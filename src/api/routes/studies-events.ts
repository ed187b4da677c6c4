import { z } from 'zod'
import { readStudies } from '../../study/answers/studies/study-list.ts'
import type { Api, ApiTools } from '../app.ts'
import { beat, beatMs, formatEvent, greeting, sendEvents } from '../http/event-stream.ts'
import { sharedReads } from '../http/shared-reads.ts'
import { rememberChanges, type StudyChanges } from '../live/study-changes.ts'
import { refusals } from '../schemas/common.ts'

/** Studies that are read at once. */
const pageSize = 50

const EventId = z.string().max(100).optional()

/** Server-sent events of all studies: each event has a study as it is now, so none is needed twice. */
export async function studiesEventRoutes(
  app: Api,
  { db, notifications, closing }: ApiTools,
): Promise<void> {
  let remembered: StudyChanges | null = null
  app.addHook('onClose', async () => remembered?.close())
  const share = sharedReads()

  /** Null: what has changed since is not known. */
  const pageAfter = (changes: StudyChanges, seen: number) =>
    share(String(seen), async () => {
      const changed = changes.after(seen, pageSize)
      if (changed === null) return null
      const studies = await readStudies(
        db.pool,
        changed.map(({ id }) => id),
      )
      const texts = changed.map(({ id, position }) => {
        const study = studies.get(id)
        const at = changes.write(position)
        return study === undefined
          ? formatEvent('removed', JSON.stringify({ id }), at)
          : formatEvent('study', study, at)
      })
      return { seen: changed.at(-1)?.position ?? seen, text: texts.join('') }
    })

  async function* streamOf(last: string | undefined, end: AbortSignal): AsyncGenerator<string> {
    const follower = notifications.followAny()
    remembered ??= rememberChanges(notifications) // from the first follower on: nobody has an earlier position
    const changes = remembered
    const begin = (type: string, at: number) => formatEvent(type, '{}', changes.write(at))
    let seen = last === undefined ? null : changes.read(last)
    try {
      yield greeting
      if (seen === null) {
        seen = changes.newest()
        yield begin(last === undefined ? 'position' : 'reset', seen)
      }
      while (!end.aborted) {
        const page = await pageAfter(changes, seen)
        if (page === null) {
          seen = changes.newest()
          yield begin('reset', seen)
          continue
        }
        if (page.text !== '') {
          seen = page.seen
          yield page.text
          continue // there may be more
        }
        const from = performance.now()
        await follower.changed(beatMs, end)
        if (performance.now() - from >= beatMs) yield beat
      }
    } finally {
      follower.close()
    }
  }

  app.get(
    '/v1/events',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'followStudies',
        summary: 'Stream the studies that change (server-sent events)',
        description:
          'An event `study` has a study that was created, restored or changed, as `GET /v1/studies?history=true` lists it; `removed` has `{"id"}` of a deleted one. ' +
          'A study that changes often comes at most twice a second, as it is then. The stream begins with an event `position` and stays open until the client closes it. ' +
          'After a lost connection, send the last `id` in the header Last-Event-ID or as `lastEventId` to get what has changed since. ' +
          'An event `reset` says that this is not known, for instance because the service was started again: read the list anew.',
        tags: ['studies'],
        headers: z.looseObject({ 'last-event-id': EventId }),
        querystring: z.strictObject({ lastEventId: EventId }),
        response: {
          200: {
            description: 'events',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          ...refusals(),
        },
      },
    },
    async (request, reply) => {
      const last = request.headers['last-event-id'] ?? request.query.lastEventId
      return sendEvents({ request, reply, closing }, (end) => streamOf(last, end))
    },
  )
}
