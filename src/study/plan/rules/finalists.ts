import { countFolds, validationFraction } from '../../../data/split/validation.ts'
import { searchShare, typicalCost } from '../cost.ts'
import { type Case, type Context, defineRule, otherwise } from '../rule.ts'

/** The rest of the time: finalists first, and what they leave is the search's. */
const refitShare = 0.1
const finalistsShare = 1 - searchShare - refitShare

/** A training alone, as the refit is one, shares its updates with no lane. */
const aloneFactor = 2

export const finalists = defineRule({
  decides: 'what follows the search, and how the seconds are shared',
  fields: ['finalists', 'refit'],
  cases: [
    finalistsOf(3, 5),
    finalistsOf(3, 3),
    finalistsOf(2, 2),
    {
      when: `a refit fits into ${percent(refitShare)} of the seconds`,
      takes: 'a refit of the best trial on all rows',
      applies: (context) => refitSeconds(context) <= refitShare * context.facts.seconds,
      choose: (context) => shared(context, { of: 0, seeds: 0 }),
    },
    otherwise(
      (context) => ({
        set: { refit: false },
        chose: `the search alone, ${context.facts.seconds} s`,
        because: `a refit would take about ${shown(refitSeconds(context))} s`,
      }),
      'the search alone',
    ),
  ],
})

function finalistsOf(top: number, seeds: number): Case {
  return {
    when: `the best ${top} trials, ${seeds} times each, fit into ${percent(finalistsShare)} of the seconds, and a refit into ${percent(refitShare)}`,
    takes: `the best ${top} trials are trained ${seeds} times each, the winner on all rows; the search has the seconds that this leaves`,
    applies: (context) =>
      finalistSeconds(context, top * seeds) <= finalistsShare * context.facts.seconds &&
      refitSeconds(context) <= refitShare * context.facts.seconds,
    choose: (context) => shared(context, { of: top, seeds }),
  }
}

function shared(context: Context, { of: top, seeds }: { of: number; seeds: number }) {
  const { facts } = context
  const [after, refit] = [finalistSeconds(context, top * seeds), refitSeconds(context)]
  const seconds = Math.floor(facts.seconds - after - refit)
  const round =
    top === 0 ? '' : `${top} finalists of ${seeds} trainings (about ${shown(after)} s), `
  return {
    set: {
      budget: { ...facts.budget, seconds },
      ...(top === 0 ? {} : { finalists: { top, seeds, seconds: facts.seconds - seconds } }),
      refit: true,
    },
    chose: `a search of ${seconds} s, ${round}and a refit (about ${shown(refit)} s)`,
  }
}

/** Of all trainers together. */
function finalistSeconds({ facts, draft }: Context, trainings: number): number {
  const { start, epoch } = typicalCost(draft.space, draft.validation, facts)
  const rounds = trainings / Math.min(trainings || 1, facts.machine.trainers)
  return rounds * (start + Number(draft.space.epochs) * epoch)
}

/** One training on all rows, on one trainer. */
function refitSeconds({ facts, draft }: Context): number {
  const { validation, space } = draft
  const { start, epoch, kind } = typicalCost(space, validation, facts)
  const whole = epoch / (countFolds(validation) * (1 - validationFraction(validation)))
  return start + Number(space.epochs) * whole * (kind === 'lanes' ? aloneFactor : 1)
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function shown(seconds: number): string {
  return String(Number(seconds.toPrecision(2)))
}
