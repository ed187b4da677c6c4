/** The steps of a problem in order: the ladder, search for me, its uncertainty, the discussion. */
import type { StudyResult } from './answers.ts'
import { StepFailed } from './answers.ts'
import type { Problem, ProblemData, Question, Rung, Space } from './problem.ts'
import type { Steps } from './steps.ts'

/** What a step came to; `failed` says why it has no result. */
export type Outcome = { result: StudyResult; failed?: never } | { failed: string; result?: never }

export interface Outcomes {
  ladder: { rung: Rung; outcome: Outcome }[]
  search: Outcome
  likelihood: Outcome | null // a search judged by the Gaussian likelihood; null: the problem asks for none
  questions: { question: Question; outcome: Outcome }[]
}

/** Shares of the budget in seconds; the ladder and the questions are fixed work, which takes the rest. */
const shares = { search: 0.5, searchBesideLikelihood: 0.3, likelihood: 0.2 }
const wholeMinutes = 10 // below, networks of ladder and questions are trained for fewer epochs
const leastSeconds = 20 // the rules refuse a search that cannot train one network in its time

/** @param minutes  of the whole report */
export async function runProblem(
  problem: Problem,
  data: ProblemData,
  { steps, minutes }: { steps: Steps; minutes: number },
): Promise<Outcomes> {
  const scale = Math.min(1, minutes / wholeMinutes)
  const seconds = (share: number) => Math.max(leastSeconds, Math.round(minutes * 60 * share))
  const predictions = data.testRows
  const space = (of: Space) => ({
    ...of,
    ...(Object.keys(data.preprocess).length > 0 && { preprocess: data.preprocess }),
    epochs: Math.max(1, Math.round(of.epochs * scale)),
  })
  const attempt = (run: () => Promise<StudyResult>) => attempted(steps, problem.metric, run)
  const metric = `validation.${problem.metric}`
  const fixed = { pruner: 'none', budget: { trials: 1 } }

  const outcomes: Outcomes = {
    ladder: [],
    search: { failed: 'not run' },
    likelihood: null,
    questions: [],
  }
  steps.say(`the ladder: ${problem.ladder.length} networks as they were made by hand`)
  for (const [i, rung] of problem.ladder.entries()) {
    const body = {
      ...{ ...fixed, objective: rung.metric ?? metric, sampler: 'random' },
      space: space(rung.space),
    }
    const outcome = await attempt(() =>
      steps.study(`ladder-${i + 1}`, body, { curves: 1, test: true, predictions }),
    )
    outcomes.ladder.push({ rung, outcome })
  }

  const isUncertain = problem.uncertainty !== null
  const searchSeconds = seconds(isUncertain ? shares.searchBesideLikelihood : shares.search)
  const forMe = { budget: { seconds: searchSeconds } }
  const everything = { analyses: true, test: true, predictions }
  steps.say(`search for me: ${searchSeconds} s`)
  outcomes.search = await attempt(() => steps.study('search', forMe, everything))
  if (isUncertain) {
    const budget = { seconds: seconds(shares.likelihood) }
    steps.say(`the same, judged by the Gaussian likelihood: ${budget.seconds} s`)
    const body = { objective: 'validation.nll', budget }
    outcomes.likelihood = await attempt(() => steps.study('likelihood', body, everything))
  }

  steps.say(`the discussion: ${problem.questions.length} small grids`)
  for (const question of problem.questions) {
    const body = {
      ...{ objective: metric, sampler: 'grid', pruner: 'none', space: space(question.space) },
    }
    const outcome = await attempt(() =>
      steps.study(`question-${question.id}`, body, { curves: 24 }),
    )
    outcomes.questions.push({ question, outcome })
  }
  return outcomes
}

/** A step that fails leaves the others: the report says why it has no numbers. */
async function attempted(
  steps: Steps,
  metric: string,
  run: () => Promise<StudyResult>,
): Promise<Outcome> {
  try {
    const result = await run()
    const { best } = result.study
    const tested = result.test?.metrics[metric]
    steps.say(
      `  ${result.study.objective.metric} ${best.value}${tested === undefined ? '' : `, test ${tested}`} (${result.seconds.toFixed(1)} s)`,
    )
    return { result }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    steps.say(`  failed: ${error.message}`)
    return { failed: error.message }
  }
}
