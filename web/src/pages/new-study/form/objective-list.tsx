import { useQuery } from '@tanstack/react-query'
import { Button, IconButton } from '../../../ui/button.tsx'
import { CloseIcon, PlusIcon } from '../../../ui/icons.tsx'
import { Select } from '../../../ui/select.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { metricsQuery } from '../queries.ts'
import css from './form.module.css'
import {
  addEdits,
  type Direction,
  directionEdit,
  metricEdit,
  type Objective,
  objectivesOf,
  removeEdits,
} from './objectives.ts'
import { faultAt, useStudyDocument } from './study-document.ts'

type Task = 'classification' | 'regression' | null

/** Metrics with their directions. With a dataset there is one; external studies name their own, and may have several. */
export function ObjectiveList({ task }: { task: Task }) {
  const { value: study, faults, setAll } = useStudyDocument()
  const objectives = objectivesOf(study)
  const isExternal = study.dataset === undefined
  const fault = faultAt(faults, ['objectives'], false)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own
    <div className={css.layers} role="group" aria-label="Objectives">
      {objectives.map((objective, index) => {
        const name = objectives.length > 1 ? `Objective ${index + 1}` : 'Objective'
        return (
          <div key={objective.path.join()} className={css.value}>
            <div className={css.valueField}>
              <ObjectiveFields name={name} objective={objective} {...{ task, isExternal }} />
            </div>
            {objectives.length > 1 && (
              <div className={css.valueTools}>
                <IconButton
                  label={`Remove ${name.toLowerCase()}`}
                  size="sm"
                  onPress={() => setAll(removeEdits(objectives, index))}
                >
                  <CloseIcon />
                </IconButton>
              </div>
            )}
          </div>
        )
      })}
      {fault !== null && <p className={css.error}>{fault}</p>}
      {isExternal && (
        <div>
          <Button size="sm" onPress={() => setAll(addEdits(objectives))}>
            <PlusIcon size={12} /> Objective
          </Button>
        </div>
      )}
    </div>
  )
}

function ObjectiveFields({
  name,
  objective,
  task,
  isExternal,
}: {
  name: string
  objective: Objective
  task: Task
  isExternal: boolean
}) {
  const { faults, setAll } = useStudyDocument()
  const { path, metric, direction } = objective
  const error = faultAt(faults, path, false) ?? faultAt(faults, [...path, 'metric'])
  const choose = (next: string) => setAll([metricEdit(objective, next)])
  return (
    <div className={css.grid}>
      {isExternal ? (
        <TextField label={name} value={metric ?? ''} onChange={choose} error={error} />
      ) : (
        <MetricSelect {...{ name, metric, task, error }} onChange={choose} />
      )}
      {(isExternal || direction !== null) && (
        <Select
          label={`Direction of ${name.toLowerCase()}`}
          choices={isExternal ? directions : [byMetric, ...directions]}
          value={direction ?? (isExternal ? null : byMetric.id)}
          placeholder="Choose"
          onChange={(next: Direction | 'auto') =>
            setAll([directionEdit(objective, next === 'auto' ? null : next)])
          }
          error={faultAt(faults, [...path, 'direction'])}
        />
      )}
    </div>
  )
}

const directions: { id: Direction; text: string }[] = [
  { id: 'minimize', text: 'Minimize' },
  { id: 'maximize', text: 'Maximize' },
]
const byMetric = { id: 'auto' as const, text: 'By the metric' }

function MetricSelect({
  name,
  metric: chosen,
  task,
  error,
  onChange,
}: {
  name: string
  metric: string | null
  task: Task
  error: string | null
  onChange: (metric: string) => void
}) {
  const { data: metrics = [] } = useQuery(metricsQuery)
  const fitting = metrics.filter(
    ({ tasks, parts }) => (task === null || tasks.includes(task)) && parts.includes('validation'),
  )
  const names = new Set([
    ...fitting.map((metric) => `validation.${metric.name}`),
    ...(chosen ? [chosen] : []),
  ])
  return (
    <Select
      label={name}
      choices={[...names].map((id) => ({
        id,
        text: id,
        hint: metrics.find((metric) => `validation.${metric.name}` === id)?.description,
      }))}
      value={chosen}
      placeholder="By the task"
      onChange={onChange}
      error={error}
    />
  )
}
