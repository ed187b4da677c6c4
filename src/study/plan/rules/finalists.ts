import { countFolds, validationFraction } from '../../../data/split/validation.ts'
import { shownSeconds } from '../../training-time.ts'
import { afterShare, typicalCost } from '../cost.ts'
import { type Context, defineRule, otherwise } from '../rule.ts'

/** As many as the share holds are trained, see `fitRound`. */
const most = { top: 3, seeds: 5 }

/** A training alone, as the refit is one, shares its updates with no lane. */
const aloneFactor = 2

export const finalists = defineRule({
  decides: 'what follows the search, and how the seconds are shared',
  fields: ['finalists', 'refit'],
  cases: [
    {
      when: `a refit fits into ${percent(afterShare)} of the seconds`,
      takes:
        `the best ${most.top} trials are trained ${most.seeds} times each, and the winner on all rows. When the search ends is measured: early enough ` +
        `for them, and after ${percent(1 - afterShare)} of the seconds at the earliest; if that is too late, fewer are trained`,
      applies: (context) => refitSeconds(context) <= afterShare * context.facts.seconds,
      choose: (context) => {
        const [round, refit] = [finalistSeconds(context), refitSeconds(context)].map(shownSeconds)
        return {
          set: { finalists: { ...most, share: afterShare }, refit: true },
          chose: `${most.top} finalists of ${most.seeds} trainings and a refit, in ${percent(afterShare)} of the seconds at most`,
          because: `the trainings would take about ${round} s, a refit ${refit} s; the times of the search’s trials decide`,
        }
      },
    },
    otherwise(
      (context) => ({
        set: { refit: false },
        chose: 'the search alone',
        because: `a refit would take about ${shownSeconds(refitSeconds(context))} s`,
      }),
      'the search alone',
    ),
  ],
})

/** Of all trainers together. */
function finalistSeconds({ facts, draft }: Context): number {
  const { start, epoch } = typicalCost(draft.space, draft.validation, facts)
  const trainings = most.top * most.seeds
  const rounds = trainings / Math.min(trainings, facts.machine.trainers)
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
