/** Who trains the trials of a search, and which of them are alike. */
import type { Workload } from './workloads.ts'

export interface Contender {
  name: string
  /** What a process trains at once; Sweepd's own choice is by shape and by what it has measured. */
  trains: 'its choice' | 'one at a time' | 'side by side'
  kind: string // of the peer; `sweepd`: this service
  runs?(workload: Workload): boolean // every search unless given
  /** Fewer trials than the others, where compiling is a small part and a trial takes minutes. */
  most?(workload: Workload): number
}

/** Of each contender, with one thread each: trainers, or processes of a peer. */
export const processes = 2
const mostLanes = 16 // the most that Sweepd trains side by side in these searches

/** Only trials of one shape can be side by side. */
const isOneShape = ({ peer }: Workload) => !peer.architectures
const isDense = (workload: Workload) => isOneShape(workload) && workload.peer.network === 'mlp'

export const contenders: readonly Contender[] = [
  { name: 'Sweepd', trains: 'its choice', kind: 'sweepd' },
  { name: 'Sweepd, one at a time', trains: 'one at a time', kind: 'sweepd' },
  { name: 'Optuna + PyTorch', trains: 'one at a time', kind: 'optuna-torch' },
  {
    name: 'JAX',
    trains: 'one at a time',
    kind: 'jax',
    most: ({ peer }) => (peer.network === 'conv' ? processes : Number.POSITIVE_INFINITY),
  },
  { name: 'PyTorch vmap', trains: 'side by side', kind: 'torch-vmap', runs: isOneShape },
  {
    name: 'PyTorch vmap, torch.compile',
    trains: 'side by side',
    kind: 'torch-vmap-compiled',
    runs: isDense,
  },
  { name: 'JAX vmap', trains: 'side by side', kind: 'jax-vmap', runs: isDense },
  { name: 'JAX, lanes side by side', trains: 'side by side', kind: 'jax-wide', runs: isDense },
]

/** Trials in a group: each process gets one group at least. */
export function lanesOf({ trains }: Contender, trials: number): number {
  return trains === 'side by side' ? Math.min(mostLanes, Math.ceil(trials / processes)) : 1
}
