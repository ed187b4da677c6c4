/** Predictions for the API: a child process, started when the first is asked for, ended when it idles. */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Prediction } from '../engine/model.ts'
import { Problem } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Evaluation, PredictAnswer, PredictRequest } from './protocol.ts'

export interface Predictor {
  /** @throws Problem invalid-inputs with pointers such as /inputs/0/LotArea */
  predict(model: Buffer, inputs: readonly unknown[]): Promise<Prediction[]>
  /** @throws Problem wrong-state when the dataset has no test rows */
  evaluate(model: Buffer, datasetBlob: string): Promise<Evaluation>
  close(): Promise<void>
}

const idleMs = 60_000
const answerMs = 60_000
const entry = fileURLToPath(new URL('./child.js', import.meta.url))

interface Waiting {
  resolve(answer: PredictAnswer): void
  reject(error: Error): void
}

export function createPredictor(options: {
  device: string
  datasetFile: (blobId: string) => Promise<string>
  log: Logger
}): Predictor {
  const waiting = new Map<number, Waiting>()
  let child: ChildProcess | null = null
  let idle: NodeJS.Timeout | undefined
  let nextId = 0

  const start = (): ChildProcess => {
    const started = fork(entry, [], {
      serialization: 'advanced',
      env: { ...process.env, SWEEPD_DEVICE: options.device },
    })
    started.on('message', (raw) => {
      const answer = raw as PredictAnswer
      waiting.get(answer.id)?.resolve(answer)
    })
    started.once('exit', (code, signal) => {
      if (child === started) child = null
      for (const one of waiting.values()) one.reject(new Error(`predictor: ${signal ?? code}`))
    })
    return started
  }
  const stop = () => {
    child?.kill('SIGKILL')
    child = null
  }
  const ask = async (request: Omit<PredictRequest, 'id'>): Promise<PredictAnswer> => {
    clearTimeout(idle)
    child ??= start()
    const id = nextId++
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<PredictAnswer>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        // a child that hangs is of no use to the next request either
        timer = setTimeout(stop, answerMs)
        child?.send({ ...request, id } as PredictRequest)
      })
    } finally {
      clearTimeout(timer)
      waiting.delete(id)
      if (waiting.size === 0) idle = setTimeout(stop, idleMs).unref()
    }
  }

  return {
    async predict(model, inputs) {
      const answer = await ask({ type: 'predict', model, inputs } as Omit<PredictRequest, 'id'>)
      if (answer.type === 'predictions') return answer.predictions
      if (answer.type === 'refused')
        throw new Problem('invalid-inputs', answer.detail, answer.faults)
      throw unexpected(answer)
    },
    async evaluate(model, datasetBlob) {
      const datasetPath = await options.datasetFile(datasetBlob)
      const answer = await ask({ type: 'evaluate', model, datasetPath } as Omit<
        PredictRequest,
        'id'
      >)
      if (answer.type === 'evaluation') return answer.evaluation
      if (answer.type === 'refused') throw new Problem('wrong-state', answer.detail)
      throw unexpected(answer)
    },
    async close() {
      clearTimeout(idle)
      stop()
    },
  }
}

function unexpected(answer: PredictAnswer): Error {
  return new Error(answer.type === 'broken' ? answer.message : `unexpected answer ${answer.type}`)
}
