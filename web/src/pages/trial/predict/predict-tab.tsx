import { useMutation, useQuery } from '@tanstack/react-query'
import { answerOf, client } from '../../../api/client.ts'
import { ApiProblem } from '../../../api/problem.ts'
import { datasetQuery } from '../../../api/queries.ts'
import type { AnswerOf } from '../../../api/types.ts'
import { Card } from '../../../ui/card.tsx'
import { EmptyState } from '../../../ui/empty-state.tsx'
import { ErrorState, FaultList } from '../../../ui/error-state.tsx'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { targetName } from '../../datasets/target-name.ts'
import { imageShape } from '../pixels.ts'
import type { TrialTab } from '../trial-page.tsx'
import { ImageInput } from './image-input.tsx'
import css from './predict.module.css'
import { Predicted } from './predicted.tsx'
import { RowInput } from './row-input.tsx'

export type Prediction = AnswerOf<'predict'>['predictions'][number]

/** Gives the model a row to predict: typed, from the data, from a file, or drawn. */
export default function PredictTab({ study, trial }: TrialTab) {
  const { data: dataset, error } = useQuery({
    ...datasetQuery(study.dataset ?? ''),
    enabled: study.dataset !== null,
  })
  const prediction = useMutation({
    mutationFn: (inputs: readonly unknown[]): Promise<AnswerOf<'predict'>> =>
      answerOf(
        client.POST('/v1/studies/{id}/trials/{number}/predict', {
          params: { path: { id: study.id, number: trial.number } },
          body: { inputs: [...inputs] },
        }),
      ) as never,
  })
  if (error) return <ErrorState error={error} />
  if (!dataset) {
    return (
      <div aria-busy="true">
        <Skeleton height={380} />
      </div>
    )
  }
  const shape = imageShape(dataset.inputShape)
  const props = {
    study,
    trial,
    dataset,
    onPredict: prediction.mutate,
    isPending: prediction.isPending,
  }
  return (
    <div className={css.columns}>
      {shape ? (
        <ImageInput {...props} shape={shape} />
      ) : dataset.inputShape === null ? (
        <RowInput {...props} />
      ) : (
        <EmptyState title="No form for this shape">
          Rows of shape [{dataset.inputShape.join(', ')}] are predicted by POST /v1/studies/
          {study.id}/trials/{trial.number}/predict.
        </EmptyState>
      )}
      <Card title="Prediction">
        <div aria-live="polite">
          {prediction.error ? (
            <div>
              <p className={css.bad}>{prediction.error.message}</p>
              {prediction.error instanceof ApiProblem && (
                <FaultList faults={prediction.error.faults} />
              )}
            </div>
          ) : prediction.data ? (
            <Predicted
              predictions={prediction.data.predictions}
              classes={dataset.classes}
              target={targetName(dataset.columns) ?? 'value'}
            />
          ) : (
            <p className="muted">
              {shape
                ? 'Draw something, or choose a row: the model says what it sees.'
                : 'Fill in a row, or take one from the data.'}
            </p>
          )}
        </div>
      </Card>
    </div>
  )
}
