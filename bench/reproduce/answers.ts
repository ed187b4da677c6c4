/** Runs one study and collects what the API answers about it. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Row } from './problem.ts'

export type Caller = <T>(method: string, at: string, body?: unknown) => Promise<T>

/** What is collected of a study. */
export interface Wanted {
  curves: number // learning curves of so many trials, the first ones
  analyses: boolean
  test: boolean // metrics on the test rows, of the final model and of the search's winner
  predictions: readonly Row[] | null // rows to predict with the final model
}

export interface TrialLine {
  number: number
  state: string
  source: string
  params: Record<string, unknown>
  value: number | null
  step: number | null
  durationMs: number | null
  reason: string | null
}

export interface Epoch {
  step: number
  value: number | null
  train: Record<string, number>
  validation: Record<string, number>
}

export interface PredictedRow {
  value?: number
  deviation?: number
  label?: string
}

export interface TestResult {
  of: string
  rows: number
  metrics: Record<string, number>
}

// biome-ignore lint/suspicious/noExplicitAny: answers that are drawn as they are
type Answer = any

export interface StudyResult {
  study: Answer
  trials: TrialLine[]
  curves: { number: number; points: Epoch[] }[]
  analyses: Record<'curves' | 'importance' | 'parallel' | 'slice', Answer> | null
  finalists: Answer | null // null: the study has none
  test: TestResult | null // of the final model
  winner: TestResult | null // of the search's best trial, where that is another model
  predictions: PredictedRow[] | null
  seconds: number
}

/** The API refused a study, or nothing of it completed. */
export class StepFailed extends Error {}

const pollMs = 500
const sayEveryMs = 20_000

/** @throws StepFailed if the API refuses the study, or no trial completes */
export async function collect(
  call: Caller,
  body: object,
  wanted: Wanted,
  say: (text: string) => void,
): Promise<StudyResult> {
  const startedAt = performance.now()
  const posted = await call<Answer>('POST', '/v1/studies', body).catch((error) => {
    throw new StepFailed(String(error.message))
  })
  const at = `/v1/studies/${posted.id}`
  const study = await untilEnded(call, at, say)
  const seconds = (performance.now() - startedAt) / 1_000
  const trials = await allTrials(call, at)
  if (study.best === null) {
    const reasons = new Set(trials.map(({ state, reason }) => `${state}: ${reason}`))
    throw new StepFailed(`no trial completed (${[...reasons].join('; ')})`)
  }
  const winner = {
    name: `trial ${study.best.number}`,
    at: `${at}/trials/${study.best.number}`,
  }
  const model = finalModel(at, study) ?? winner
  const searched = trials.filter(({ source }) => source !== 'finalist' && source !== 'refit')
  return {
    study,
    trials,
    seconds,
    curves: await Promise.all(
      searched.slice(0, wanted.curves).map(({ number }) => {
        const points = `${at}/trials/${number}/metrics?points=400`
        return call<{ number: number; points: Epoch[] }>('GET', points)
      }),
    ),
    analyses: wanted.analyses ? await analyses(call, at) : null,
    finalists: await call<Answer>('GET', `${at}/finalists`).then(
      (answer) => (answer.items.length > 0 ? answer : null),
      () => null,
    ),
    test: wanted.test ? await evaluate(call, model) : null,
    winner: wanted.test && model.at !== winner.at ? await evaluate(call, winner) : null,
    predictions: wanted.predictions && (await predict(call, model.at, wanted.predictions)),
  }
}

async function untilEnded(call: Caller, at: string, say: (text: string) => void): Promise<Answer> {
  for (let saidAt = performance.now(); ; ) {
    const study = await call<Answer>('GET', at)
    if (study.state !== 'running') return study
    const isFinal = study.phase === 'finalists' || study.phase === 'refit'
    if (performance.now() - saidAt > sayEveryMs) {
      saidAt = performance.now()
      const { complete, running } = study.trials
      const best = study.best === null ? '' : `, best ${study.best.value}`
      const phase = study.phase === undefined ? '' : `${study.phase}: `
      const left = typeof study.eta === 'number' ? `, about ${Math.round(study.eta)} s left` : ''
      say(
        isFinal
          ? `  ${phase}${progressText(study.progress)}`
          : `  ${phase}${complete} complete, ${running} running${best}${left}`,
      )
    }
    await delay(pollMs)
  }
}

function progressText(progress: Answer): string {
  if (!progress) return 'waiting'
  const { trainings, epochs, secondsLeft } = progress
  const left = secondsLeft === null ? '' : `, about ${Math.round(secondsLeft)} s left`
  return `${trainings.ended} of ${trainings.planned} trainings, ${epochs.done} of ${epochs.planned} epochs${left}`
}

async function allTrials(call: Caller, at: string): Promise<TrialLine[]> {
  const all = await call<Answer[]>('GET', `${at}/export?format=json`)
  return all.map(({ number, state, source, params, value, step, durationMs, reason }) => {
    return { number, state, source, params, value, step, durationMs, reason }
  })
}

async function analyses(call: Caller, at: string): Promise<StudyResult['analyses']> {
  const [curves, importance, parallel, slice] = await Promise.all(
    ['curves?top=10', 'importance', 'parallel?lines=100', 'slice'].map((name) =>
      call<Answer>('GET', `${at}/${name}`),
    ),
  )
  return { curves, importance, parallel, slice }
}

interface Model {
  name: string
  at: string // path of its /evaluate and /predict
}

/** The study's own model: a refit, a blend of several trials, or one trial; null where the study names none. */
function finalModel(at: string, { model }: Answer): Model | null {
  if (!model) return null
  const trials: number[] = model.members.map(({ trial }: { trial: number }) => trial)
  const names = { trial: 'trial', refit: 'refit, trial', blend: 'blend of trials' }
  const name = `${names[model.type as keyof typeof names]} ${trials.join(', ')}`
  return { name, at: trials.length === 1 ? `${at}/trials/${trials[0]}` : at }
}

async function evaluate(call: Caller, { name, at }: Model): Promise<TestResult> {
  const { rows, metrics } = await call<TestResult>('POST', `${at}/evaluate`, {})
  return { of: name, rows, metrics }
}

async function predict(call: Caller, at: string, inputs: readonly Row[]): Promise<PredictedRow[]> {
  type Answered = { predictions: PredictedRow[] }
  return (await call<Answered>('POST', `${at}/predict`, { inputs })).predictions
}
