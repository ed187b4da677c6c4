import { useQuery } from '@tanstack/react-query'
import { Select } from '../../../ui/select.tsx'
import type { Json } from '../document/json-document.ts'
import { registryQuery } from '../queries.ts'
import { ConstraintList } from './constraint-list.tsx'
import css from './form.module.css'
import { LayerList } from './layer-list.tsx'
import { ObjectiveList } from './objective-list.tsx'
import { OptimizerField } from './optimizer-field.tsx'
import { ParameterList } from './parameter-list.tsx'
import type { OptionField } from './schema-fields.ts'
import { faultAt, useStudyDocument } from './study-document.ts'
import { TypedFields } from './typed-fields.tsx'
import { ValueField } from './value-field.tsx'

/** The parts of a study that most people change; the JSON beside it has all of them. */
export function StudyForm({ task }: { task: 'classification' | 'regression' | null }) {
  const { value: study } = useStudyDocument()
  const isExternal = study.dataset === undefined
  const { data: samplers = [] } = useQuery(registryQuery('samplers'))
  const { data: pruners = [] } = useQuery(registryQuery('pruners'))
  return (
    <div className={css.form}>
      <Group title="Study">
        <div className={css.grid}>
          <ValueField
            path={['name']}
            field={text('name', isExternal ? 'study and time' : 'dataset and time')}
          />
          {!isExternal && <ValidationField />}
        </div>
        <ObjectiveList task={task} />
      </Group>
      <Group title="Search">
        <div className={css.grid}>
          <ValueField
            path={['budget', 'trials']}
            field={whole('trials', 'no limit')}
            label="Trials"
          />
          <ValueField
            path={['budget', 'seconds']}
            field={{ ...whole('seconds', 'no limit'), kind: 'number' }}
            label="Seconds"
          />
          <ValueField
            path={['parallelism']}
            field={whole('parallelism', isExternal ? 'no limit' : 'all trainers')}
            label="At once"
          />
          {!isExternal && <FinalistsField />}
        </div>
        <TypedFields label="Sampler" path={['sampler']} definitions={samplers} otherwise="auto" />
        <TypedFields label="Pruner" path={['pruner']} definitions={pruners} otherwise="none" />
      </Group>
      {isExternal ? (
        <Group title="Parameters">
          <ParameterList path={['space']} members={(study.space ?? {}) as Json} label="the space" />
        </Group>
      ) : (
        <NetworkGroups task={task} />
      )}
      <Group title="Constraints">
        <ConstraintList />
      </Group>
    </div>
  )
}

function NetworkGroups({ task }: { task: 'classification' | 'regression' | null }) {
  const { data: layers = [] } = useQuery(registryQuery('layers'))
  const { data: losses = [] } = useQuery(registryQuery('losses'))
  const { data: optimizers = [] } = useQuery(registryQuery('optimizers'))
  return (
    <>
      <Group title="Layers">
        <LayerList path={['space', 'layers']} definitions={layers} />
      </Group>
      <Group title="Training">
        <div className={css.grid}>
          <ValueField
            path={['space', 'epochs']}
            field={whole('epochs', 'by the data')}
            allowsHoles
          />
          <ValueField
            path={['space', 'batchSize']}
            field={whole('batchSize', 'by the data')}
            allowsHoles
          />
        </div>
        <OptimizerField path={['space', 'optimizer']} definitions={optimizers} otherwise="adam" />
        <TypedFields
          label="Loss"
          path={['space', 'loss']}
          definitions={losses}
          otherwise={task === 'regression' ? 'meanSquaredError' : 'crossEntropy'}
          allowsHoles
        />
      </Group>
    </>
  )
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border of its own
    <div className={css.group} role="group" aria-label={title}>
      <h3 className={css.groupTitle}>{title}</h3>
      {children}
    </div>
  )
}

const anyLimit = { choices: [], minimum: null, maximum: null, isRequired: false, description: '' }
const text = (name: string, otherwise: string): OptionField => ({
  ...anyLimit,
  name,
  kind: 'text',
  otherwise,
})
const whole = (name: string, otherwise: string): OptionField => ({
  ...anyLimit,
  name,
  kind: 'integer',
  minimum: 1,
  otherwise,
})

type Split = 'auto' | 'holdout' | 'kfold3' | 'kfold5' | 'own'

function ValidationField() {
  const { value, faults, set } = useStudyDocument()
  const validation = value.validation as Json | undefined
  const split = splitOf(validation)
  const choices: { id: Split; text: string }[] = [
    { id: 'auto', text: 'By the dataset' },
    { id: 'holdout', text: 'A fifth of the rows' },
    { id: 'kfold3', text: '3 folds' },
    { id: 'kfold5', text: '5 folds' },
    ...(split === 'own' ? [{ id: 'own' as const, text: 'As in the JSON' }] : []),
  ]
  return (
    <Select
      label="Validation"
      choices={choices}
      value={split}
      onChange={(next) => next !== 'own' && set(['validation'], splits[next])}
      error={faultAt(faults, ['validation'])}
    />
  )
}

const splits: Record<Exclude<Split, 'own'>, Json | undefined> = {
  auto: undefined,
  holdout: { type: 'holdout', fraction: 0.2 },
  kfold3: { type: 'kfold', folds: 3 },
  kfold5: { type: 'kfold', folds: 5 },
}

function splitOf(validation: Json | undefined): Split {
  const text = JSON.stringify(validation)
  const found = Object.entries(splits).find(([, split]) => JSON.stringify(split) === text)
  return (found?.[0] as Split | undefined) ?? 'own'
}

type Finalists = 'none' | 'three' | 'own'

function FinalistsField() {
  const { value, faults, set } = useStudyDocument()
  const { finalists } = value
  const isThree = JSON.stringify(finalists) === JSON.stringify(three)
  const chosen: Finalists = finalists === undefined ? 'none' : isThree ? 'three' : 'own'
  return (
    <Select
      label="Finalists"
      choices={[
        { id: 'none', text: 'None' },
        { id: 'three', text: 'Best 3, 5 seeds each' },
        ...(chosen === 'own' ? [{ id: 'own' as const, text: 'As in the JSON' }] : []),
      ]}
      value={chosen}
      onChange={(next: Finalists) =>
        next !== 'own' && set(['finalists'], next === 'three' ? three : undefined)
      }
      error={faultAt(faults, ['finalists'])}
    />
  )
}

const three = { top: 3, seeds: 5 }
