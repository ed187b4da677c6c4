/** Searches on the training rows of a fold through the service's API, and predicts those that it holds out. */
import type { OwnService } from '../own-service.ts'
import type { BenchSet } from './data.ts'
import type { Fold } from './folds.ts'

interface Searched {
  id: string
  state: string
  stopReason: string | null
  activeSeconds: number
  model: { members: { trial: number; weight: number }[] } | null
}

interface Prediction {
  label?: string
  probabilities?: Record<string, number>
  value?: number
}

export interface Run {
  predicted: (string | number)[]
  seconds: number
}

// a request that is larger than 1 MB is refused
const mostRows = 500
const mostNumbers = 50_000

/** @param study  what is posted beside the dataset, such as a space */
export async function runOurs(
  service: OwnService,
  { set, fold, name }: { set: BenchSet; fold: Fold; name: string },
  study: object,
): Promise<Run> {
  const lines = [set.header, ...fold.train].map((row) => row.join(','))
  const spec = { name, task: set.task, target: set.target, testFraction: 0, ...set.options }
  const data = { file: Buffer.from(lines.join('\n')), spec, about: set.name }
  const startedAt = performance.now()
  const { id } = await service.search(data, study)
  const seconds = (performance.now() - startedAt) / 1_000
  const { model, stopReason } = await service.call<Searched>('GET', `/v1/studies/${id}`)
  if (model === null) throw new Error(`${name} has no model: ${stopReason}`)
  const members = await Promise.all(
    model.members.map(async ({ trial, weight }) => ({
      weight,
      predictions: await predict(service, `/v1/studies/${id}/trials/${trial}`, { set, fold }),
    })),
  )
  const predicted = fold.test.map((_, row) =>
    combined(members.map(({ weight, predictions }) => ({ weight, ...predictions[row]! }))),
  )
  return { predicted, seconds }
}

async function predict(
  service: OwnService,
  trial: string,
  { set, fold }: { set: BenchSet; fold: Fold },
): Promise<Prediction[]> {
  const target = set.header.indexOf(set.target)
  const inputs = fold.test.map((row) =>
    set.options.inputShape === undefined
      ? Object.fromEntries(set.header.map((name, at) => [name, row[at]]))
      : row.filter((_, at) => at !== target).map(Number),
  )
  const predictions: Prediction[] = []
  const rowsPerCall = Math.min(mostRows, Math.floor(mostNumbers / set.header.length))
  for (let at = 0; at < inputs.length; at += rowsPerCall) {
    const body = { inputs: inputs.slice(at, at + rowsPerCall) }
    const answer = await service.call<{ predictions: Prediction[] }>(
      'POST',
      `${trial}/predict`,
      body,
    )
    predictions.push(...answer.predictions)
  }
  return predictions
}

/** The weighted mean of the members' values, or the class of their mean probabilities. */
function combined(members: readonly (Prediction & { weight: number })[]): string | number {
  const [first] = members
  if (members.length === 1) return first!.label ?? first!.value!
  if (first?.value !== undefined) {
    return members.reduce((sum, { weight, value }) => sum + weight * value!, 0)
  }
  const classes = Object.keys(first?.probabilities ?? {})
  const shareOf = (name: string) =>
    members.reduce((sum, { weight, probabilities }) => sum + weight * probabilities![name]!, 0)
  return classes.reduce((best, name) => (shareOf(name) > shareOf(best) ? name : best))
}
