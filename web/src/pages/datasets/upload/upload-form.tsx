import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem, isAt } from '../../../api/problem.ts'
import type { ColumnSummary, Dataset, DatasetInspection } from '../../../api/types.ts'
import { Button } from '../../../ui/button.tsx'
import { Card, Stat, Stats } from '../../../ui/card.tsx'
import { ErrorState } from '../../../ui/error-state.tsx'
import { formatBytes, formatCount, formatPercent } from '../../../ui/format.ts'
import { Skeleton } from '../../../ui/skeleton.tsx'
import { showToast } from '../../../ui/toast.tsx'
import { ColumnsTable } from '../parts/columns-table.tsx'
import { FirstRows } from '../parts/first-rows.tsx'
import { mendText } from '../parts/mend-text.ts'
import { PictureGrid } from '../parts/picture-grid.tsx'
import { ReadingFaults } from '../parts/reading-faults.tsx'
import { WarningList } from '../parts/warning-list.tsx'
import { type DatasetSpec, type Mend, withMend } from './dataset-spec.ts'
import { ReadingOptions } from './reading-options.tsx'
import { RoleField } from './role-field.tsx'
import { sendFile } from './send-file.ts'
import css from './upload.module.css'
import type { ChosenFile } from './upload-panel.tsx'

/** What a file becomes with its spec; every change of the spec reads it again, nothing is stored before the end. */
export function UploadForm({
  chosen,
  onOther,
  onStored,
}: {
  chosen: ChosenFile
  onOther: () => void
  onStored: (name: string) => void
}) {
  const { file, headers } = chosen
  const [spec, setSpec] = useState(chosen.spec)
  const [sent, setSent] = useState<number | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  // the name does not change what is read
  const reading = { ...spec, name: 'inspected' }
  const inspection = useQuery({
    queryKey: ['inspection', file.name, file.size, file.lastModified, reading],
    queryFn: ({ signal }) =>
      sendFile<DatasetInspection>('/v1/datasets/inspect', { spec: reading, file }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
  })
  const change = (next: DatasetSpec) => {
    setFailure(null)
    setSpec(next)
  }
  const mend = (changes: Mend) => {
    const before = spec
    change(withMend(spec, changes))
    const undo = { text: 'Undo', onPress: () => change(before) }
    showToast({ text: mendText(changes), action: undo })
  }
  const store = async () => {
    setFailure(null)
    setSent(0)
    try {
      const stored = await sendFile<Dataset>(
        '/v1/datasets',
        { spec, file },
        { onProgress: setSent },
      )
      showToast({ text: `${stored.name} is stored`, detail: `${formatCount(stored.rows)} rows` })
      onStored(stored.name)
    } catch (error) {
      setFailure(error)
    } finally {
      setSent(null)
    }
  }

  const { data, error, isFetching } = inspection
  const problem = [failure, error].find((one) => one instanceof ApiProblem) as
    | ApiProblem
    | undefined
  const faultAt = (member: string) => {
    const fault = problem?.faults.find((one) => isAt(one, `/spec/${member}`))
    if (fault === undefined) return null
    const isUnnamed = member === 'target' && spec.target === undefined
    return isUnnamed ? 'Choose the column to predict.' : fault.detail
  }
  const others = problem?.faults.filter(
    (fault) => !ownFields.some((field) => isAt(fault, `/spec/${field}`)),
  )
  const names = namesOf(data, headers)
  const isRead = data !== undefined && error === null
  return (
    <Card
      title={file.name}
      note={`${formatBytes(file.size)} · nothing is stored yet`}
      actions={
        <>
          <Button onPress={onOther}>Other file</Button>
          <Button
            look="primary"
            onPress={() => void store()}
            isDisabled={!isRead || isFetching || sent !== null}
          >
            {sent === null
              ? 'Store dataset'
              : sent < 1
                ? `Sending ${formatPercent(sent)}`
                : 'Storing…'}
          </Button>
        </>
      }
    >
      <div className={css.stack} aria-busy={isFetching && data === undefined}>
        <ReadingOptions spec={spec} names={names} data={data} faultAt={faultAt} onChange={change} />
        {failure !== null && !(failure instanceof ApiProblem) && <ErrorState error={failure} />}
        {problem !== undefined && (problem.faults.length === 0 || others?.length !== 0) && (
          <div className={css.problem} role="alert">
            <p>
              {problem.faults.length > 0 ? 'The file cannot be read like this:' : problem.message}
            </p>
            <ReadingFaults faults={others ?? []} onMend={mend} />
          </div>
        )}
        {error !== null && problem === undefined && (
          <ErrorState error={error} onRetry={() => void inspection.refetch()} />
        )}
        {data === undefined && error === null && <Skeleton height="18rem" />}
        {data !== undefined && (
          <div className={css.stack} data-old={error !== null || isFetching || undefined}>
            <WarningList warnings={data.warnings} onMend={mend} />
            <Stats>
              <Stat label="Rows" value={formatCount(data.rows)} />
              <Stat
                label="Test rows"
                value={formatCount(data.testRows)}
                note="held back until the end"
              />
              <Stat label="Task" value={data.task} note={`of ${data.target}`} />
              <Stat label="Inputs" value={formatCount(inputsOf(data))} />
            </Stats>
            {data.pictures.length > 0 && <PictureGrid pictures={data.pictures} />}
            <ColumnsTable
              columns={data.columns}
              histograms={data.histograms}
              rows={data.rows}
              roleField={
                data.inputShape === null
                  ? (column: ColumnSummary) => (
                      <RoleField
                        column={column}
                        spec={spec}
                        target={data.target}
                        onChange={change}
                      />
                    )
                  : undefined
              }
            />
            <FirstRows rows={data.firstRows} target={data.target} />
          </div>
        )}
      </div>
    </Card>
  )
}

/** Their faults stand at the field. */
const ownFields = ['name', 'target', 'task', 'missing', 'delimiter', 'decimal', 'inputShape']

function namesOf(data: DatasetInspection | undefined, headers: string[]): string[] {
  if (data === undefined || data.inputShape !== null) return headers
  return data.columns.map(({ name }) => name)
}

const inputsOf = ({ columns, inputShape }: DatasetInspection): number =>
  inputShape?.reduce((size, side) => size * side, 1) ??
  columns.filter(({ role }) => role === 'input').length
