/** Writes a report: Markdown, SVG plots, and the JSON that both were made from. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { StudyResult } from './answers.ts'
import { coverage, rmse, rmseOfLn } from './calibration.ts'
import { short } from './plots/draw.ts'
import {
  drawBestSoFar,
  drawCurves,
  drawImportance,
  drawParallel,
  drawSlices,
} from './plots/search.ts'
import type { Problem, ProblemData } from './problem.ts'
import { answerTable, drawQuestion } from './questions.ts'
import type { Outcome, Outcomes } from './run.ts'
import { drawCalibration, drawDeviation, judged } from './uncertainty.ts'

interface ReportContext {
  problem: Problem
  data: ProblemData
  outcomes: Outcomes
  command: string
  minutes: number
}

export function writeReport(folder: string, context: ReportContext): string {
  const { problem, data, outcomes } = context
  fs.mkdirSync(folder, { recursive: true })
  const plot = (name: string, svg: string): string => {
    fs.writeFileSync(path.join(folder, `${name}.svg`), svg)
    return `![${name}](${name}.svg)`
  }
  const text = [
    head(context),
    ladder(context),
    search('Search for me', outcomes.search, context, (name, svg) => plot(`search-${name}`, svg)),
    ...(outcomes.likelihood === null ? [] : [uncertainty(context, plot)]),
    '## Discussion',
    ...outcomes.questions.map(({ question, outcome }) =>
      [
        `### ${question.title}`,
        question.question,
        ...(outcome.result
          ? [
              plot(`question-${question.id}`, drawQuestion(question, outcome.result)),
              answerTable(question, outcome.result),
            ]
          : [`Not answered: ${outcome.failed}`]),
      ].join('\n\n'),
    ),
  ].join('\n\n')
  const file = path.join(folder, 'README.md')
  fs.writeFileSync(file, `${text}\n`)
  const { testRows: _, ...told } = { ...data, upload: undefined }
  const json = { problem: problem.name, data: told, ...outcomes }
  fs.writeFileSync(path.join(folder, 'report.json'), `${JSON.stringify(withoutBulk(json))}\n`)
  return file
}

function head({ problem, data, command, minutes }: ReportContext): string {
  const machine = `${os.availableParallelism()} cores, ${os.cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
  return `# ${problem.title}

\`${command}\` — ${new Date().toISOString().slice(0, 10)}, ${minutes} minutes, ${machine}

${problem.about}

Data: ${data.about}. All numbers are answers of the API; [report.json](report.json) has them. Networks of the ladder and of the questions are validated on a fifth of
the other rows, the search as its rules chose, so that only test values compare both.`
}

function ladder({ problem, data, outcomes }: ReportContext): string {
  const hasLn = data.testRows !== null
  const columns = ['network', 'by hand', 'validation', `test ${problem.metric}`]
  const all = [...columns, ...(hasLn ? ['test rmse of ln'] : []), 'epochs', 'best epoch', 'time']
  const rows = outcomes.ladder.map(({ rung, outcome }) => {
    if (!outcome.result) return [rung.name, rung.by, `failed: ${outcome.failed}`]
    const { result } = outcome
    const { best, objective, spec } = result.study
    const trial = result.trials.find(({ number }) => number === best.number)
    return [
      ...[rung.name, rung.by, metricText(objective.metric, best.value)],
      metricText(problem.metric, result.test?.metrics[problem.metric]),
      ...(hasLn ? [lnText(result, data)] : []),
      ...[spec.space.epochs, trial?.step ?? '–', `${result.seconds.toFixed(1)} s`],
    ]
  })
  return `## The ladder\n\n${table(all, rows)}`
}

function search(
  title: string,
  outcome: Outcome,
  { problem, data }: ReportContext,
  plot: (name: string, svg: string) => string,
): string {
  if (!outcome.result) return `## ${title}\n\nFailed: ${outcome.failed}`
  const { result } = outcome
  const { study, test, winner, analyses, seconds } = result
  const trials = result.trials.filter(({ source }) => source !== 'finalist' && source !== 'refit')
  const { best, objective, stopReason } = study
  const count = (state: string) => trials.filter((trial) => trial.state === state).length
  const facts: [string, string][] = [
    ['budget', `${study.budget.seconds} s; took ${seconds.toFixed(1)} s (${stopReason})`],
    [
      'trials',
      `${count('complete')} complete, ${count('pruned')} pruned, ${count('failed')} failed`,
    ],
    ['best in the search', `trial ${best.number}, ${metricText(objective.metric, best.value)}`],
    ...(test === null
      ? []
      : ([
          ...(winner === null
            ? []
            : [
                [
                  `its test ${problem.metric}`,
                  metricText(problem.metric, winner.metrics[problem.metric]),
                ],
              ]),
          ['final model', test.of + weights(study.model)],
          [`test ${problem.metric}`, metricText(problem.metric, test.metrics[problem.metric])],
        ] as [string, string][])),
    ...(data.testRows === null
      ? []
      : ([['test rmse of ln', lnText(result, data)]] as [string, string][])),
  ]
  const parts = [`## ${title}`, table(['', ''], facts), finalists(result)]
  if (study.plan) parts.push(planTable(study.plan))
  parts.push('Best specification:', `\`\`\`json\n${JSON.stringify(best.params, null, 2)}\n\`\`\``)
  if (analyses !== null) {
    const isMaximized = objective.direction === 'maximize'
    parts.push(
      plot('best-so-far', drawBestSoFar(result)),
      plot('learning-curves', drawCurves(analyses)),
      plot('importance', drawImportance(analyses)),
      plot('parallel', drawParallel(analyses, isMaximized)),
      plot('slices', drawSlices(analyses)),
    )
  }
  return parts.filter((part) => part !== '').join('\n\n')
}

/** Weights of the members of a blend. */
function weights(model: { members: { weight: number }[] } | null | undefined): string {
  if (!model || model.members.length < 2) return ''
  return `, weights ${model.members.map(({ weight }) => short(weight)).join(', ')}`
}

/** Rules that planned the study. */
function planTable(plan: { rule: string; chose: string; because: string }[]): string {
  if (!Array.isArray(plan)) return ''
  const rows = plan.map(({ rule, chose, because }) => [rule, chose, because])
  return `What the rules chose:\n\n${table(['rule', 'chose', 'because'], rows)}`
}

function finalists({ finalists }: StudyResult): string {
  if (finalists === null) return ''
  type Item = {
    rank: number | null
    trial: number
    searchValue: number
    mean: number | null
    interval: [number, number] | null
    tied: boolean | null
  }
  const rows = (finalists.items as Item[]).map(
    ({ rank, trial, searchValue, mean, interval, tied }) => [
      ...[rank ?? '–', trial, short(searchValue), mean === null ? '–' : short(mean)],
      ...[interval === null ? '–' : interval.map(short).join(' to '), tied ? 'tied' : ''],
    ],
  )
  const { selection } = finalists
  const optimism = selection
    ? `\n\nThe best value of the search was better than the mean of its repetitions by ${short(selection.optimism)}.`
    : ''
  const columns = ['rank', 'trial', 'in the search', 'mean', '95 % interval', '']
  return `Finalists, ${finalists.seeds} trainings each:\n\n${table(columns, rows)}${optimism}`
}

function uncertainty(context: ReportContext, plot: (name: string, svg: string) => string): string {
  const { problem, data, outcomes } = context
  const { rung, column } = problem.uncertainty!
  const byHand = outcomes.ladder.find((one) => one.rung.name === rung)?.outcome
  const models = [
    { name: 'by hand', outcome: byHand },
    { name: 'search', outcome: outcomes.likelihood },
  ].flatMap(({ name, outcome }) => {
    const rows = outcome?.result && judged(outcome.result, data)
    return rows ? [{ name, rows }] : []
  })
  const rows = models.map(({ name, rows }) => [
    ...[name, short(rmse(rows)), rmseOfLn(rows).toFixed(4)],
    `${(100 * coverage(rows, 0.9)).toFixed(1)} %`,
  ])
  return [
    search('Predicted uncertainty', outcomes.likelihood!, context, (name, svg) =>
      plot(`likelihood-${name}`, svg),
    ),
    table(['model', 'test rmse', 'rmse of ln', '90 % intervals cover'], rows),
    ...(models.length === 0
      ? []
      : [
          plot('calibration', drawCalibration(models)),
          plot('deviation', drawDeviation(models.at(-1)!.rows, data, column)),
        ]),
  ].join('\n\n')
}

function lnText(result: StudyResult, data: ProblemData): string {
  const rows = judged(result, data)
  if (rows === null) return '–'
  const value = rmseOfLn(rows)
  return Number.isFinite(value) ? value.toFixed(4) : 'a prediction is not positive'
}

/** Shares in percent, errors in the target's unit. */
function metricText(metric: string, value: number | undefined): string {
  if (value === undefined) return '–'
  if (metric.endsWith('accuracy')) return `${(100 * value).toFixed(2)} %`
  const isLarge = Math.abs(value) >= 100
  const number = isLarge ? Math.round(value).toLocaleString('en-US') : short(value)
  return metric.includes('.') ? `${metric.split('.')[1]} ${number}` : number
}

function table(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`
  return [line(columns), `|${columns.map(() => ' --- |').join('')}`, ...rows.map(line)].join('\n')
}

/** Trials without number keep the report small: predictions and curves are in the step files. */
function withoutBulk(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) =>
      key === 'predictions' || key === 'curves' || key === 'parallel' ? undefined : inner,
    ),
  )
}
