/**
 * BullMQ queues: names, payloads, producers, consumers. PostgreSQL is the source of truth; a job only says "look at
 * this study", so lost or duplicate jobs do no harm: repair adds lost ones again, and a duplicate finds nothing to
 * claim.
 */
import { type ConnectionOptions, type Job, Queue, Worker } from 'bullmq'
import { z } from 'zod'
import { type Connection, isRedis, openConnection } from './queue-connection.ts'

/** A study to advance: suggest, stop, complete. */
export const SearchJob = z.object({ studyId: z.string() })
export type SearchJob = z.infer<typeof SearchJob>

/** A waiting trial; a worker that claims it claims others of the same shape too. */
export const TrainJob = z.object({ studyId: z.string(), number: z.int() })
export type TrainJob = z.infer<typeof TrainJob>

export interface OfferedTrial extends TrainJob {
  fencing: number // a new claim makes it a new job
}

export interface Queues {
  backend: 'postgres' | 'redis'
  addSearch(studyId: string): Promise<void>
  addTrain(trials: readonly OfferedTrial[]): Promise<void>
  /** Does the queue's store respond? */
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
  /** A job of a dead process is picked up again after this time, or one and a half times as long at most. */
  lockMs: number
}

export interface Consumer {
  /** Resolves when connected. */
  ready(): Promise<void>
  /** Starts taking jobs. */
  start(): void
  /** Stops taking new jobs; resolves when the running ones have ended. */
  close(): Promise<void>
  pause(): Promise<void>
  /** Resumes after a pause. */
  resume(): void
}

/** A queue that takes longer to respond counts as unreachable. */
const answerMs = 3_000

/** Longer than a consumer blocks for a job (BullMQ: 5 s), so that an idle consumer does not count as disconnected. */
const defaultSilenceMs = 15_000

const keepNothing = { removeOnComplete: true, removeOnFail: true }

/**
 * @param url  redis:// or postgresql://, where the jobs are stored
 * @param onError    connection faults; BullMQ reconnects by itself
 * @param silenceMs  a connection that takes longer to respond is replaced
 * @param schema     schema of our tables; each schema has its own queues
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
  const queueName = (queue: 'search' | 'train') =>
    schema === 'public' ? queue : `${queue}-${encodeURIComponent(schema)}`
  const make = (name: 'search' | 'train', from: Connection) => {
    const queue = new Queue(
      queueName(name),
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

  /** An unreachable queue must not delay callers: repair adds jobs again for what is in PostgreSQL. */
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
      // at most one waiting and one active job per study; jobs that arrive meanwhile become one more run
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
        queueName(name),
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
