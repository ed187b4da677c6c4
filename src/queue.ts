/**
 * BullMQ: queue names, payloads, producers, consumers. PostgreSQL holds the truth; a job only says "look there", so a
 * lost or doubled job does no harm: repair adds it again, and a claim finds nothing left to do.
 */
import { type ConnectionOptions, type Job, Queue, Worker } from 'bullmq'
import { z } from 'zod'
import { type Connection, isRedis, openConnection } from './queue-connection.ts'

/** Study whose history should be looked at: suggest, stop, complete. */
export const SearchJob = z.object({ studyId: z.string() })
export type SearchJob = z.infer<typeof SearchJob>

/** A trial that waits; who takes it takes others of its shape along. */
export const TrainJob = z.object({ studyId: z.string(), number: z.int() })
export type TrainJob = z.infer<typeof TrainJob>

export interface OfferedTrial extends TrainJob {
  fencing: number // after another claim it is another job
}

export interface Queues {
  backend: 'postgres' | 'redis'
  addSearch(studyId: string): Promise<void>
  addTrain(trials: readonly OfferedTrial[]): Promise<void>
  /** Does the queue's store answer? */
  isUp(): Promise<boolean>
  /** Consumers are closed by `close`. */
  consume<T>(
    name: 'search' | 'train',
    schema: z.ZodType<T>,
    process: (payload: T) => Promise<void>,
    options: ConsumerOptions,
  ): Consumer
  close(): Promise<void>
}

export interface ConsumerOptions {
  concurrency: number
  /** A job whose process is gone is taken up again after so long, at the most one and a half times. */
  lockMs: number
}

export interface Consumer {
  /** Resolves when it is connected. */
  ready(): Promise<void>
  /** From now on it takes jobs. */
  start(): void
  /** Takes no new jobs; resolves when the running ones have ended. */
  close(): Promise<void>
  pause(): Promise<void>
  /** After a pause. */
  resume(): void
}

/** A queue that takes longer to answer counts as away. */
const answerMs = 3_000

/** Longer than a consumer waits for a job at a stretch (BullMQ: 5 s), so that who waits is not taken for cut off. */
const defaultSilenceMs = 15_000

const keepNothing = { removeOnComplete: true, removeOnFail: true }

/**
 * @param url  redis:// or postgresql://; where the jobs are
 * @param onError    connection faults; BullMQ reconnects by itself
 * @param silenceMs  a connection on which an answer takes longer is replaced
 * @param schema     of the tables that the jobs are about: another one's jobs have queues of their own
 */
export async function openQueues(
  url: string,
  {
    onError,
    silenceMs = defaultSilenceMs,
    schema = 'public',
  }: { onError: (error: Error) => void; silenceMs?: number; schema?: string },
): Promise<Queues> {
  const open = () => openConnection(url, { onError, silenceMs })
  const shared = open()
  const nameOf = (queue: 'search' | 'train') =>
    schema === 'public' ? queue : `${queue}-${encodeURIComponent(schema)}`
  const make = (name: 'search' | 'train', from: Connection) => {
    const queue = new Queue(
      nameOf(name),
      { connection: from.connection as ConnectionOptions, prefix: 'sweepd' },
      from.backendFactory as never,
    )
    queue.on('error', onError)
    return queue
  }
  const search = make('search', shared)
  const train = make('train', shared)
  try {
    await Promise.all([search.waitUntilReady(), train.waitUntilReady()])
  } catch (error) {
    await Promise.allSettled([search.close(), train.close(), shared.close()])
    throw error
  }
  const closers: (() => Promise<void>)[] = []

  /** A queue that is away must not hold up who asked: what is in PostgreSQL already is offered again by repair. */
  const offer = async (add: () => Promise<unknown>) => {
    try {
      await within(answerMs, add())
    } catch (error) {
      onError(error as Error)
    }
  }

  return {
    backend: isRedis(url) ? 'redis' : 'postgres',

    async addSearch(studyId) {
      // one waiting and one active job a study at most; what arrives meanwhile is one more look
      const deduplication = { id: studyId, keepLastIfActive: true }
      await offer(() => search.add('look', { studyId }, { ...keepNothing, deduplication }))
    },

    async addTrain(trials) {
      if (trials.length === 0) return
      const jobs = trials.map(({ fencing, ...payload }) => ({
        name: 'train',
        data: payload,
        opts: { ...keepNothing, jobId: `${payload.studyId}-${payload.number}-${fencing}` },
      }))
      await offer(() => train.addBulk(jobs))
    },

    isUp: async () => (await within(answerMs, train.getActiveCount())) >= 0,

    consume(name, schema, process, { concurrency, lockMs }) {
      const own = open()
      const consumer = new Worker(
        nameOf(name),
        async (job: Job) => process(schema.parse(job.data)),
        {
          connection: own.connection as ConnectionOptions,
          prefix: 'sweepd',
          concurrency,
          autorun: false,
          lockDuration: lockMs,
          stalledInterval: lockMs / 2,
          maxStalledCount: 1_000_000, // attempts are counted in PostgreSQL
        },
        own.backendFactory as never,
      )
      consumer.on('error', onError)
      let closed: Promise<void> | null = null
      const close = () => {
        closed ??= consumer.close().then(() => own.close())
        return closed
      }
      closers.push(close)
      return {
        ready: async () => void (await consumer.waitUntilReady()),
        start: () => void consumer.run().catch(onError),
        close,
        pause: () => consumer.pause(true),
        resume: () => consumer.resume(),
      }
    },

    async close() {
      await Promise.all(closers.map((close) => close()))
      await Promise.all([search.close(), train.close()])
      await shared.close()
    },
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`the queue did not respond within ${limitMs} ms`)
    timer = setTimeout(() => reject(error), limitMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
