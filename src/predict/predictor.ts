/** Predicts for the API in a child process, which starts with the first request and ends when idle. */
import { fork } from 'node:child_process'
import readline from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PreviewRow } from '../data/preview.ts'
import type { WeightedModel } from '../engine/blend/blend.ts'
import type { Diagnosis, HowValidated } from '../engine/diagnose/diagnosis.ts'
import type { Evaluation } from '../engine/metrics/evaluation.ts'
import type { Prediction } from '../engine/network/prediction.ts'
import { Problem } from '../errors.ts'
import type { ModelOrigin } from '../export/card.ts'
import type { FormatCheck } from '../export/check-formats.ts'
import type { ExportFormatName } from '../export/formats/index.ts'
import type { Logger } from '../log.ts'
import type { Ask, PredictAnswer, PredictRequest } from './protocol.ts'

export interface Predictor {
  /** @throws Problem invalid-inputs with pointers such as /inputs/0/LotArea, predictor-unavailable */
  predict(models: readonly WeightedModel[], inputs: readonly unknown[]): Promise<Prediction[]>
  /** @throws Problem wrong-state if the dataset has no test rows, predictor-unavailable */
  evaluate(models: readonly WeightedModel[], datasetBlob: string): Promise<Evaluation>
  /** @throws Problem predictor-unavailable */
  diagnose(
    models: readonly WeightedModel[],
    datasetBlob: string,
    how: HowValidated,
  ): Promise<Diagnosis>
  /** @throws Problem predictor-unavailable */
  checkFormats(models: readonly WeightedModel[], origin: ModelOrigin): Promise<FormatCheck[]>
  /**
   * @param rows  of the dataset, each below its number of rows
   * @throws Problem predictor-unavailable
   */
  rows(datasetBlob: string, rows: readonly number[]): Promise<PreviewRow[]>
  /** @throws Problem cannot-be-exported with pointers such as /spec/layers/0, predictor-unavailable */
  export(
    models: readonly WeightedModel[],
    format: ExportFormatName,
    origin: ModelOrigin,
  ): Promise<Uint8Array>
  close(): Promise<void>
}

export interface PredictorOptions {
  device: string
  datasetFile(blobId: string): Promise<string>
  log: Logger
  idleMs?: number
  answerMs?: number
}

const entry = fileURLToPath(new URL('./child.js', import.meta.url))

export function createPredictor(options: PredictorOptions): Predictor {
  const { device, datasetFile, log, idleMs = 60_000, answerMs = 30_000 } = options
  let child: Child | null = null
  let idle: NodeJS.Timeout | undefined
  let asked = 0

  const ask = async (request: Ask): Promise<PredictAnswer> => {
    clearTimeout(idle)
    if (child === null || child.isGone()) child = startChild(device, log)
    const current = child
    asked += 1
    try {
      return await withLimit(current.ask(request), answerMs)
    } catch (error) {
      log.error({ err: error }, 'prediction aborted by an error')
      // a child that hangs would fail the next request too
      current.end()
      throw new Problem('predictor-unavailable', 'The model could not be run. Try again later.')
    } finally {
      asked -= 1
      if (asked === 0) idle = setTimeout(() => child?.end(), idleMs).unref()
    }
  }

  return {
    async predict(models, inputs) {
      const answer = await ask({ type: 'predict', models, inputs })
      if (answer.type === 'predictions') return answer.predictions
      throw refused(answer, 'invalid-inputs')
    },
    async evaluate(models, datasetBlob) {
      const datasetPath = await datasetFile(datasetBlob)
      const answer = await ask({ type: 'evaluate', models, datasetPath })
      if (answer.type === 'evaluation') return answer.evaluation
      throw refused(answer, 'wrong-state')
    },
    async diagnose(models, datasetBlob, how) {
      const datasetPath = await datasetFile(datasetBlob)
      const answer = await ask({ type: 'diagnose', models, datasetPath, ...how })
      if (answer.type === 'diagnosis') return answer.diagnosis
      throw unexpected(answer)
    },
    async checkFormats(models, origin) {
      const answer = await ask({ type: 'check-formats', models, origin })
      if (answer.type === 'checked-formats') return answer.formats
      throw unexpected(answer)
    },
    async rows(datasetBlob, rows) {
      const answer = await ask({ type: 'rows', datasetPath: await datasetFile(datasetBlob), rows })
      if (answer.type === 'rows') return answer.rows
      throw unexpected(answer)
    },
    async export(models, format, origin) {
      const answer = await ask({ type: 'export', models, format, origin })
      if (answer.type === 'exported') return answer.bytes
      throw refused(answer, 'cannot-be-exported')
    },
    async close() {
      clearTimeout(idle)
      child?.end()
    },
  }
}

function refused(
  answer: PredictAnswer,
  problem: 'invalid-inputs' | 'wrong-state' | 'cannot-be-exported',
): Error {
  if (answer.type === 'refused') return new Problem(problem, answer.detail, answer.faults)
  return unexpected(answer)
}

function unexpected(answer: PredictAnswer): Error {
  return new Error(answer.type === 'broken' ? answer.message : `unexpected ${answer.type}`)
}

interface Child {
  ask(request: Ask): Promise<PredictAnswer>
  isGone(): boolean
  end(): void
}

interface Waiting {
  resolve(answer: PredictAnswer): void
  reject(error: Error): void
}

function startChild(device: string, log: Logger): Child {
  // detached, because the API handles Ctrl-C in a terminal
  const forked = fork(entry, [], {
    serialization: 'advanced',
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, SWEEPD_DEVICE: device },
  })
  const waiting = new Map<number, Waiting>()
  let isGone = false
  let nextId = 0
  const lastLines: string[] = []
  for (const stream of [forked.stdout, forked.stderr]) {
    if (!stream) continue
    readline.createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line)
      if (lastLines.length > 5) lastLines.shift()
      log.debug({ line }, 'predictor printed')
    })
  }
  const gone = (how: string) => {
    isGone = true
    const error = new Error([`the predicting child ended: ${how}`, ...lastLines].join('\n'))
    for (const one of waiting.values()) one.reject(error)
    waiting.clear()
  }
  forked.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`))
  forked.once('error', (error) => gone(error.message))
  forked.on('message', (raw) => {
    const answer = raw as PredictAnswer
    waiting.get(answer.id)?.resolve(answer)
    waiting.delete(answer.id)
  })
  return {
    ask(request) {
      const id = nextId++
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        const message: PredictRequest = { ...request, id }
        forked.send(message, (error) => error && reject(error))
      })
    },
    isGone: () => isGone,
    end() {
      isGone = true
      forked.kill('SIGKILL')
    },
  }
}

/** @throws Error if the work takes longer than `limitMs` */
async function withLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([work, limit])
  } finally {
    clearTimeout(timer)
  }
}
