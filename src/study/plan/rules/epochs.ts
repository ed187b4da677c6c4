import { shownTime, trainerSeconds, typicalCost } from '../cost.ts'
import { type Facts, manyRows } from '../facts.ts'
import { type Context, defineRule, otherwise } from '../rule.ts'

/** Two good networks of images are better than four that were cut short. */
const fewImageTrials = 2

/**
 * So many trials with all their epochs fit the budget, if that leaves them epochs enough. Of images and large tables fewer: a
 * good network that trains to its end beats many that were cut short.
 */
function wantedTrials({ kind, rows }: Facts): number {
  if (kind === 'image') return 4
  return rows >= manyRows ? 10 : 25
}

export const epochs = defineRule({
  decides: 'how long a trial trains',
  fields: [],
  needs: [
    {
      must: 'the budget holds one trial of the fewest epochs',
      fault({ facts, draft }) {
        const cost = costOf({ facts, draft })
        const least = cost.start + leastEpochs(facts) * cost.epoch
        if (least <= facts.seconds) return null
        const detail =
          `${facts.seconds} seconds are too few for one trial: ${leastEpochs(facts)} epochs of ${facts.rows} rows take ` +
          `${shownTime(least, cost)}; give ${Math.ceil(wantedTrials(facts) * least)} seconds or more`
        return { pointer: '/budget/seconds', detail }
      },
    },
  ],
  cases: [
    {
      when: 'the search holds many trials of the most epochs',
      takes:
        'the most epochs by rows: 150 below 1,000, 80 below 10,000, 60 below 100,000, 12 above; of images 38, 20, 8 and 3',
      applies: (context) => affordable(context) >= mostEpochs(context.facts),
      choose: (context) => chosen(context, mostEpochs(context.facts)),
    },
    {
      when: 'it does not',
      takes:
        `so many that the search holds 25 trials, 10 from ${manyRows} rows on, 4 of images, or 2 of images where that leaves ` +
        'less than two fifths of the most; never fewer than a fifth of the most',
      applies: (context) => affordable(context) >= leastEpochs(context.facts),
      choose: (context) => chosen(context, affordable(context)),
    },
    otherwise((context) => chosen(context, leastEpochs(context.facts)), 'a fifth of the most'),
  ],
})

function chosen(context: Context, count: number) {
  const cost = costOf(context)
  const trial = cost.start + count * cost.epoch
  const held = Math.floor(trainerSeconds(context.facts) / trial)
  return {
    set: { space: { epochs: count } },
    chose: `${count} epochs`,
    because: `a trial takes ${shownTime(trial, cost)}, so that the search holds about ${held}`,
  }
}

export function leastEpochs(facts: Facts): number {
  return Math.max(2, Math.ceil(mostEpochs(facts) / 5))
}

export function mostEpochs({ rows, kind }: Facts): number {
  const [small, middle, large, huge] = kind === 'image' ? [38, 20, 8, 3] : [150, 80, 60, 12]
  return rows < 1_000 ? small! : rows < manyRows ? middle! : rows < 100_000 ? large! : huge!
}

function affordable({ facts, draft }: Context): number {
  const { start, epoch } = costOf({ facts, draft })
  const heldBy = (trials: number) => Math.floor((trainerSeconds(facts) / trials - start) / epoch)
  const held = heldBy(wantedTrials(facts))
  if (facts.kind !== 'image') return held
  const enough = Math.ceil((2 / 5) * mostEpochs(facts))
  return Math.max(held, Math.min(heldBy(fewImageTrials), enough))
}

function costOf({ facts, draft }: Context) {
  return typicalCost({ ...draft.space, epochs: 1 }, draft.validation, facts)
}
