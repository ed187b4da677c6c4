import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { workersQuery } from '../../api/queries.ts'
import type { Worker } from '../../api/types.ts'
import { Badge } from '../../ui/badge.tsx'
import { Card, Stat, Stats } from '../../ui/card.tsx'
import { DataTable, type TableColumn } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { formatBytes, formatCount, formatMilliseconds } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Time } from '../../ui/time.tsx'
import { TrialLink } from '../trial/trial-link.tsx'
import { groupsOf, stepsPerSecond, totalsOf } from './totals.ts'
import css from './workers.module.css'

const lateMs = 10_000

/** Machines that train: what they have, what they do now, how fast they are. */
export function WorkersPage() {
  const { data, error, refetch } = useQuery(workersQuery)
  const workers = data?.items
  return (
    <>
      <PageHeader title="Workers" note="Machines that train trials, as they reported last." />
      {error && !workers ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : !workers ? (
        <div aria-busy="true" className={css.page}>
          <Skeleton height={96} />
          <Skeleton height={260} />
        </div>
      ) : workers.length === 0 ? (
        <NoWorkers />
      ) : (
        <div className={css.page}>
          <Totals workers={workers} />
          {workers.map((worker) => (
            <WorkerCard key={worker.id} worker={worker} />
          ))}
        </div>
      )}
    </>
  )
}

function NoWorkers() {
  return (
    <EmptyState title="No worker is running">
      <p>
        Trials wait until one starts. <code>npm start</code> starts the service with a worker; on
        another machine, with the same database and queue:
      </p>
      <pre className={css.command}>
        <code>DATABASE_URL=postgresql://… sweepd worker</code>
      </pre>
    </EmptyState>
  )
}

function Totals({ workers }: { workers: readonly Worker[] }) {
  const { trainers, training, gpus, accepting } = totalsOf(workers)
  return (
    <Card>
      <Stats>
        <Stat
          label="Workers"
          value={formatCount(workers.length)}
          note={accepting < workers.length ? `${accepting} accept trials` : 'all accept trials'}
        />
        <Stat label="Trainers" value={formatCount(trainers)} note="groups at once" />
        <Stat label="Trials now" value={formatCount(training)} />
        <Stat label="GPUs" value={formatCount(gpus)} />
      </Stats>
    </Card>
  )
}

function WorkerCard({ worker }: { worker: Worker }) {
  const { device, backend, library, hardware, trainers } = worker
  const groups = groupsOf(worker.training)
  const free = Math.max(0, trainers - groups.length)
  return (
    <Card
      title={worker.host}
      note={<span className={css.id}>{worker.id}</span>}
      actions={<Status worker={worker} />}
    >
      <div className={css.body}>
        {worker.advice && <p className={css.advice}>Training is slow: {worker.advice}</p>}
        {worker.trouble && <p className={css.trouble}>It accepts no trials: {worker.trouble}</p>}
        <Stats>
          <Stat label="Device" value={device} note={hardware} />
          <Stat
            label="Memory"
            value={formatBytes(worker.memoryBytes)}
            note={
              worker.gpuMemoryBytes ? `${formatBytes(worker.gpuMemoryBytes)} on the GPU` : undefined
            }
          />
          <Stat label="Cores" value={formatCount(worker.cores)} />
          <Stat
            label="Library"
            value={backend === 'tensorflow' ? library : 'JavaScript'}
            note={backend}
          />
          <Stat
            label="Last seen"
            value={
              worker.heartbeatAgeMs < 1_000
                ? 'just now'
                : `${formatMilliseconds(worker.heartbeatAgeMs)} ago`
            }
            note={
              <>
                started <Time at={worker.startedAt} isRelative />
              </>
            }
          />
        </Stats>
        <section aria-label={`Trainers of ${worker.host}`}>
          <h3>
            Trainers{' '}
            <span className="muted">
              · {free} of {trainers} free
            </span>
          </h3>
          {groups.length === 0 ? (
            <p className="muted">Nothing is trained here at the moment.</p>
          ) : (
            <ul className={css.groups}>
              {groups.map((group) => (
                <li key={`${group.studyId} ${group.numbers[0]}`} className={css.group}>
                  <span className={css.lanes}>
                    {formatCount(group.numbers.length)}{' '}
                    {group.numbers.length === 1 ? 'trial' : 'trials side by side'}
                  </span>
                  <Link to="/studies/$id" params={{ id: group.studyId }}>
                    {group.study}
                  </Link>
                  <span className={css.numbers}>
                    {group.numbers.slice(0, 12).map((number) => (
                      <TrialLink key={number} id={group.studyId} number={number}>
                        {number}
                      </TrialLink>
                    ))}
                    {group.numbers.length > 12 && <span>…</span>}
                  </span>
                  <span className="muted">
                    epoch {formatCount(group.lastStep ?? 0)}
                    {group.epochs !== null && ` of ${formatCount(group.epochs)}`}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </section>
        <Rates worker={worker} />
      </div>
    </Card>
  )
}

function Status({ worker: { isDraining, trouble, heartbeatAgeMs } }: { worker: Worker }) {
  if (trouble !== null) return <Badge tone="bad">in trouble</Badge>
  if (isDraining) return <Badge tone="warn">stopping</Badge>
  if (heartbeatAgeMs > lateMs) return <Badge tone="warn">silent</Badge>
  return <Badge tone="good">ready</Badge>
}

type Rate = Worker['rates'][number]

const columns: TableColumn<Rate>[] = [
  { id: 'laneClass', title: 'Networks', value: ({ laneClass }) => laneClass },
  { id: 'execution', title: 'Executed as', value: ({ execution }) => execution },
  { id: 'lanes', title: 'Lanes', value: ({ lanes }) => lanes, align: 'end' },
  {
    id: 'steps',
    title: 'Steps a second',
    value: stepsPerSecond,
    cell: (rate) => formatCount(stepsPerSecond(rate)),
    align: 'end',
    hint: 'of all lanes together',
  },
  { id: 'groups', title: 'Groups measured', value: ({ groups }) => groups, align: 'end' },
]

function Rates({ worker }: { worker: Worker }) {
  if (worker.rates.length === 0) return null
  return (
    <details className={css.rates}>
      <summary>Measured rates of {worker.hardware}</summary>
      <DataTable
        label={`Measured rates of ${worker.host}`}
        columns={columns}
        rows={worker.rates}
        getId={({ laneClass, execution, lanes }) => `${laneClass} ${execution} ${lanes}`}
        csvName="rates"
        height="20rem"
      />
    </details>
  )
}
