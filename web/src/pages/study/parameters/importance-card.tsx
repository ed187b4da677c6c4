import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Study } from '../../../api/types.ts'
import { Chart } from '../../../ui/chart.tsx'
import { formatCount, formatPercent } from '../../../ui/format.ts'
import { Select } from '../../../ui/select.tsx'
import { PlotCard, tooFew } from '../plots/plot-card.tsx'
import css from '../plots/plots.module.css'
import { type Importance, importanceQuery } from '../plots/queries.ts'
import { barsHeight, importanceOption, interactionsOption } from './importance-option.ts'

type Method = Importance['method']

const methods: { id: Method; text: string; about: string }[] = [
  {
    id: 'pedAnova',
    text: 'PED-ANOVA',
    about:
      'PED-ANOVA compares the best tenth of the trials with all of them: a parameter matters if the best ones have other values of it.',
  },
  {
    id: 'fanova',
    text: 'fANOVA',
    about:
      'fANOVA learns the objective from the trials by a forest of trees: a parameter matters as much as it explains of the variance, alone or together with another one.',
  },
]

export function ImportanceCard({
  study,
  objective,
  method,
  onMethod,
}: {
  study: Study
  objective: number
  method: Method
  onMethod: (method: Method) => void
}) {
  const query = useQuery(importanceQuery(study, { objective, method }))
  const count = query.data?.items.length ?? 8
  return (
    <PlotCard
      title="Which parameters matter"
      about={methods.find(({ id }) => id === method)?.about}
      query={query}
      height={barsHeight(count)}
      controls={
        <Select
          label="Method"
          hidesLabel
          size="sm"
          choices={methods}
          value={method}
          onChange={onMethod}
        />
      }
      emptyText={({ trials, items }) =>
        items.length === 0 ? 'The space has no parameters.' : tooFew(trials, 2)
      }
      table={importanceTable}
    >
      {(answer) => <ImportancePlots answer={answer} />}
    </PlotCard>
  )
}

const importanceTable = ({ items }: Importance) => ({
  columns: ['parameter', 'importance', 'score', 'deviation', 'trials'],
  rows: items.map((one) => [one.parameter, one.importance, one.score, one.deviation, one.trials]),
})

function ImportancePlots({ answer }: { answer: Importance }) {
  const { items, interactions, trials, trialsUsed } = answer
  const bars = useMemo(() => importanceOption(answer), [answer])
  const pairsOption = useMemo(() => interactionsOption(answer), [answer])
  const pairs = (interactions ?? []).filter(({ share }) => share > 0)
  const [first] = items
  return (
    <div className={pairs.length > 0 ? css.pair : undefined}>
      <div>
        <Chart
          label="Importance of the parameters"
          description={
            first === undefined
              ? ''
              : `${first.parameter} matters most, with ${formatPercent(first.importance)} of the importance.`
          }
          option={bars}
          height={barsHeight(items.length)}
          data={() => importanceTable(answer)}
        />
        <p className={css.note}>
          {items.length > 20 && 'The 20 most important ones; all are in the table. '}
          {trialsUsed < trials
            ? `From ${formatCount(trialsUsed)} of ${formatCount(trials)} complete trials, spaced evenly over the search.`
            : `From all ${formatCount(trials)} complete trials.`}
        </p>
      </div>
      {pairs.length > 0 && (
        <div>
          <h3 className={css.subtitle}>
            Interactions: what two explain together, beyond each alone
          </h3>
          <Chart
            label="Interactions of parameters"
            description="The strongest interactions of two parameters, as shares of the variance."
            option={pairsOption}
            height={barsHeight(Math.min(10, pairs.length))}
            data={() => ({
              columns: ['one', 'other', 'share'],
              rows: pairs.map(({ parameters, share }) => [...parameters, share]),
            })}
          />
        </div>
      )}
    </div>
  )
}
