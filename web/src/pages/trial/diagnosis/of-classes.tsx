import { useMemo, useState } from 'react'
import type { Dataset } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { DataTable, type Sort, type TableColumn } from '../../../ui/data-table.tsx'
import { formatCount, formatPercent } from '../../../ui/format.ts'
import { targetName } from '../../datasets/target-name.ts'
import { Confusion } from './confusion.tsx'
import css from './diagnosis.module.css'
import { Mistakes } from './mistakes.tsx'
import { type ClassDiagnosis, mistakesOf, mostConfused, type Pair } from './pairs.ts'
import { Reliability } from './reliability.tsx'

const pairsShown = 6

/** Confusion with the mistakes of the chosen cell, reliability, scores by class. */
export function OfClasses({ diagnosis, dataset }: { diagnosis: ClassDiagnosis; dataset: Dataset }) {
  const [pair, setPair] = useState<Pair | null>(null)
  const { mistakes, hiddenClasses } = diagnosis
  const shown = useMemo(() => mistakesOf(mistakes, pair), [mistakes, pair])
  const target = targetName(dataset.columns) ?? 'class'
  return (
    <>
      <div className={css.columns}>
        <Card
          title="Confusion"
          note={`Rows are the true ${target}, columns the predicted one. A cell shows its mistakes.`}
        >
          <Confusion diagnosis={diagnosis} chosen={pair} onChoose={setPair} />
          {hiddenClasses > 0 && (
            <p className={css.note}>
              {formatCount(hiddenClasses)} classes with fewer mistakes are together in the last row
              and column.
            </p>
          )}
        </Card>
        <Card
          title={pair === null ? 'Mistakes' : `${pair.label} taken for ${pair.predicted}`}
          note={
            pair === null
              ? 'The surest first.'
              : `${formatCount(shown.length)} of these mistakes, the surest first.`
          }
          actions={
            pair !== null && (
              <Button size="sm" onPress={() => setPair(null)}>
                All mistakes
              </Button>
            )
          }
        >
          <Pairs diagnosis={diagnosis} onChoose={setPair} />
          <Mistakes mistakes={shown} dataset={dataset} />
        </Card>
      </div>
      <div className={css.columns}>
        <Card title="By class" isFlush>
          <Scores diagnosis={diagnosis} />
        </Card>
        <Reliability calibration={diagnosis.calibration} />
      </div>
    </>
  )
}

function Pairs({
  diagnosis,
  onChoose,
}: {
  diagnosis: ClassDiagnosis
  onChoose: (pair: Pair) => void
}) {
  const pairs = useMemo(() => mostConfused(diagnosis, pairsShown), [diagnosis])
  if (pairs.length === 0) return null
  return (
    <ul className={css.pairs} aria-label="Pairs of classes with the most mistakes">
      {pairs.map(({ label, predicted, count }) => (
        <li key={`${label} ${predicted}`}>
          <Button size="sm" look="quiet" onPress={() => onChoose({ label, predicted })}>
            {label} → {predicted}: {formatCount(count)}
          </Button>
        </li>
      ))}
    </ul>
  )
}

type Scored = ClassDiagnosis['classes'][number]

const columns: TableColumn<Scored>[] = [
  { id: 'label', title: 'Class', value: ({ label }) => label },
  { id: 'support', title: 'Rows', value: ({ support }) => support, align: 'end' },
  {
    id: 'precision',
    title: 'Precision',
    value: ({ precision }) => precision,
    cell: ({ precision }) => formatPercent(precision, 1),
    align: 'end',
  },
  {
    id: 'recall',
    title: 'Recall',
    value: ({ recall }) => recall,
    cell: ({ recall }) => formatPercent(recall, 1),
    align: 'end',
  },
  {
    id: 'f1',
    title: 'F1',
    value: ({ f1 }) => f1,
    cell: ({ f1 }) => formatPercent(f1, 1),
    align: 'end',
  },
]

function Scores({ diagnosis }: { diagnosis: ClassDiagnosis }) {
  const [sort, setSort] = useState<Sort | null>(null)
  return (
    <DataTable
      label="Scores by class"
      columns={columns}
      rows={diagnosis.classes}
      getId={({ label }) => label}
      sort={sort}
      onSort={setSort}
      csvName="classes"
      height="28rem"
    />
  )
}
