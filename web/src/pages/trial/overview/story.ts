/** Why a trial was suggested and how it ended, in sentences, from its provenance. */
import type { Trial } from '../../../api/types.ts'
import { formatCount, formatParam, formatValue } from '../../../ui/format.ts'

type Told = Pick<
  Trial,
  | 'number'
  | 'state'
  | 'source'
  | 'copyOf'
  | 'provenance'
  | 'reason'
  | 'step'
  | 'lastStep'
  | 'attempt'
>

type Facts = Readonly<Record<string, unknown>>

/** The phases of samplers, as ends of "Suggested by tpe: …". */
const phases: Readonly<Record<string, string>> = {
  'start-up': 'one of its first trials, spread evenly over the space before it has learnt anything',
  random: 'drawn at random from the space',
  grid: 'a cell of the grid',
  sobol: 'the next point of a Sobol sequence, which covers the space evenly',
  exploit: 'where it expects the largest improvement on the best trial so far',
  explore: 'a step away from what is known, because the search had stopped improving',
  child: 'a child of good trials, by crossover and mutation',
  continue: 'goes on with the weights of another trial',
  copy: 'takes over the weights and parameters of a better trial, with changes',
  untried: 'a configuration that had not been tried, because its own suggestion had been',
  repaired: 'changed until it satisfied the constraints',
}

export function whySuggested(trial: Told): string[] {
  const { source, copyOf, provenance } = trial
  if (source === 'enqueued') return ['Enqueued by a user.', ...filledIn(provenance as Facts)]
  if (source === 'imported') return ['Imported: it was run elsewhere and told with its result.']
  if (source === 'finalist') {
    return [
      `A finalist: trial ${copyOf} trained again with another seed, to see how much of its value was luck.`,
    ]
  }
  if (source === 'refit') {
    return [
      `The refit: trial ${copyOf}, which won, trained again on all rows of the search, validation rows too.`,
    ]
  }
  const {
    sampler = 'the sampler',
    phase,
    chosen,
    because,
    parent,
  } = provenance as Facts & {
    sampler?: string
    phase?: string
  }
  const what = phase === undefined ? '' : `: ${phases[phase] ?? `phase “${phase}”`}`
  const sentences = [`Suggested by ${formatParam(sampler)}${what}.`]
  if (chosen !== undefined) {
    sentences.push(
      `It chose ${formatParam(chosen)}${because ? ` because ${formatParam(because)}` : ''}.`,
    )
  }
  if (typeof parent === 'number') sentences.push(`Training continues from trial ${parent}.`)
  sentences.push(...forecast(provenance as Facts))
  return sentences
}

function filledIn({ filled }: Facts): string[] {
  return typeof filled === 'string'
    ? [`Parameters that it left out were filled in: ${filled}.`]
    : []
}

/** What the sampler knew and expected. */
function forecast(facts: Facts): string[] {
  const number = (key: string) => (typeof facts[key] === 'number' ? (facts[key] as number) : null)
  const sentences: string[] = []
  const [expected, deviation] = [number('expected'), number('deviation')]
  if (expected !== null) {
    const give = deviation === null ? '' : ` ± ${formatValue(deviation, 2)}`
    sentences.push(`Expected value: ${formatValue(expected)}${give}.`)
  }
  const observations = number('observations')
  if (observations !== null) {
    const pending = number('pending') ?? 0
    const also = pending > 0 ? ` and ${formatCount(pending)} still running` : ''
    sentences.push(`It had learnt from ${formatCount(observations)} trials${also}.`)
  }
  const [good, bad] = [number('good'), number('bad')]
  if (good !== null && bad !== null) {
    sentences.push(
      `It compared ${formatCount(good)} good trials with ${formatCount(bad)} others and took the best of ${formatCount(number('candidates') ?? 1)} candidates.`,
    )
  }
  return sentences
}

export function whyEnded(trial: Told): string[] {
  const { state, reason, step, lastStep, provenance } = trial
  const sentences = [endOf(state, { reason, step, lastStep })]
  const facts = provenance as Facts
  const verdict = facts.stop as Facts | undefined
  if (verdict !== undefined) sentences.push(...verdictOf(verdict, 'stop'))
  const spared = facts.spared as Facts | undefined
  if (spared !== undefined) sentences.push(...verdictOf(spared, 'spared'))
  return sentences
}

function endOf(
  state: string,
  { reason, step, lastStep }: Pick<Told, 'reason' | 'step' | 'lastStep'>,
): string {
  const why = reason === null ? '' : `: ${reason}`
  if (state === 'waiting') return 'Waits for a free trainer.'
  if (state === 'running') {
    return lastStep === null
      ? 'Has begun; no epoch has ended yet.'
      : `Runs; ${formatCount(lastStep)} epochs are done.`
  }
  if (state === 'complete') {
    const best =
      step !== null && step !== lastStep ? `; epoch ${formatCount(step)} was the best` : ''
    return lastStep === null
      ? 'Complete.'
      : `Complete after ${formatCount(lastStep)} epochs${best}.`
  }
  if (state === 'pruned')
    return `Stopped early${lastStep === null ? '' : `, after ${formatCount(lastStep)} epochs`}${why}.`
  if (state === 'failed') return `Failed${why}.`
  return `${state[0]?.toUpperCase()}${state.slice(1)}${why}.`
}

function verdictOf(verdict: Facts, kind: 'stop' | 'spared'): string[] {
  const { pruner, step, value, threshold, compared, isAudited, margin } = verdict
  const against =
    typeof compared === 'number' && compared > 0
      ? `, compared with ${formatCount(compared)} ${compared === 1 ? 'trial' : 'trials'}`
      : ''
  const values = `its value was ${formatParam(value)} where ${formatParam(threshold)} was needed${against}`
  if (kind === 'spared') {
    return [
      `At epoch ${formatParam(step)} ${formatParam(pruner)} spared it: ${values}, which is within the noise of ${formatParam(margin)}.`,
    ]
  }
  const audit =
    isAudited === true ? ' It went on all the same, to measure what stopping costs.' : ''
  return [`At epoch ${formatParam(step)} ${formatParam(pruner)} would stop it: ${values}.${audit}`]
}
