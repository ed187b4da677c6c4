import { useQuery } from '@tanstack/react-query'
import { datasetQuery } from '../../../api/queries.ts'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatCount } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { diagnosisQuery } from '../queries.ts'
import type { TrialTab } from '../trial-page.tsx'
import css from './diagnosis.module.css'
import { OfClasses } from './of-classes.tsx'
import { OfValues } from './of-values.tsx'

/** What the trial's model gets wrong on the rows that the search held back. */
export default function DiagnosisTab({ study, trial }: TrialTab) {
  const { data: diagnosis, error, refetch } = useQuery(diagnosisQuery(study.id, trial.number))
  const { data: dataset } = useQuery({
    ...datasetQuery(study.dataset ?? ''),
    enabled: study.dataset !== null,
  })
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />
  if (!diagnosis || !dataset) {
    return (
      <div aria-busy="true" className={css.page}>
        <Skeleton height={420} />
        <Skeleton height={280} />
      </div>
    )
  }
  const { rows, used, folds, classes, values } = diagnosis
  const evenly =
    used < rows ? `, of which ${formatCount(used)} at even distances were predicted` : ''
  const how = folds > 1 ? `, each by the network of the fold (of ${folds}) that held it back` : ''
  return (
    <div className={css.page}>
      <p className="muted">
        {formatCount(rows)} validation rows{evenly}
        {how}. Test rows are not used.
      </p>
      {classes && <OfClasses diagnosis={classes} dataset={dataset} />}
      {values && <OfValues diagnosis={values} dataset={dataset} />}
    </div>
  )
}
