/**
 * `npm run bench -- NAME [options]`: runs a benchmark, with its peers in the same run.
 *
 *     npm run bench -- search --only mlp-100 --trials 16
 *
 * Results are written to bench/results/NAME.json; `npm run bench -- report` copies them into bench/RESULTS.md.
 */
interface Bench {
  run(args: string[]): Promise<void>
}

const benches: Record<string, { about: string; load(): Promise<Bench> }> = {
  engine: {
    about: 'steps of one network: Sweepd, PyTorch, JAX, Keras, tfjs',
    load: () => import('./engine/index.ts'),
  },
  gpu: {
    about: 'steps of one network on a GPU, by lanes: Sweepd, PyTorch with CUDA, JAX',
    load: () => import('./gpu/index.ts'),
  },
  search: {
    about: 'whole searches through the API, and the same trials in Optuna with PyTorch, vmap, JAX',
    load: () => import('./search/index.ts'),
  },
  'time-to-target': {
    about: 'seconds of a search until it reaches an accuracy on digits, and Optuna with PyTorch',
    load: () => import('./time-to-target/index.ts'),
  },
  results: {
    about: '“search for me” on eight data sets, with peers and hand-written spaces',
    load: () => import('./datasets/index.ts'),
  },
  calibration: {
    about: 'share of held-out houses inside the predicted 90 % intervals, of “search for me”',
    load: () => import('./calibration/index.ts'),
  },
  shapes: {
    about: 'many shapes in a row: compile time and memory',
    load: () => import('./shapes/index.ts'),
  },
  lanes: {
    about: 'how many lanes pay for how much work',
    load: () => import('./lanes/index.ts'),
  },
  start: {
    about: 'what a group of lanes costs outside of its graph: start, each call, end',
    load: () => import('./start/index.ts'),
  },
  ask: {
    about: 'trials that clients train: suggest and complete over HTTP, and Optuna on PostgreSQL',
    load: () => import('./ask/index.ts'),
  },
  samplers: {
    about: 'regret of samplers, ours and Optuna’s, on the same functions',
    load: () => import('./samplers/index.ts'),
  },
  asha: {
    about: 'epochs that early stopping saves, on a search of networks',
    load: () => import('./asha/index.ts'),
  },
  analysis: {
    about: 'data of the plots of a study with 100,000 trials',
    load: () => import('./analysis/index.ts'),
  },
  dashboard: {
    about: 'one study in the dashboard, optuna-dashboard and MLflow: seconds, bytes, heap, frames',
    load: () => import('./dashboard/index.ts'),
  },
  load: {
    about: 'reads of the API under load, and results told while hundreds watch',
    load: () => import('./load/index.ts'),
  },
  db: {
    about: 'statements of src/db, and the same by Prisma',
    load: () => import('./db/index.ts'),
  },
  report: { about: 'writes bench/RESULTS.md', load: () => import('./report.ts') },
}

const [name = '', ...args] = process.argv.slice(2)
const bench = benches[name]
if (bench) {
  await (await bench.load()).run(args)
} else {
  const list = Object.entries(benches).map(([known, { about }]) => `  ${known.padEnd(10)}${about}`)
  process.stderr.write(`usage: npm run bench -- NAME\n\n${list.join('\n')}\n`)
  process.exitCode = 2
}
