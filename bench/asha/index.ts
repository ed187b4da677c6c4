/**
 * Measures what early stopping saves: the number of epochs that asha needs to reach the best value of random search.
 * Both use the round's seed, and so the same training and validation rows. asha gets Sobol points as trials, so that
 * its configurations differ from those of random search. Options:
 *
 *     --rounds N   pairs of searches; default 9
 *     --trials N   trials of random search; default 48
 */
import { parseArgs } from 'node:util'
import { type OwnService, startOwnService } from '../own-service.ts'
import { saveResult } from '../results.ts'
import { type BenchData, benchData } from '../search/workloads.ts'
import { markdownTable, median, shown } from '../statistics.ts'

const target = 1 / 3 // share of random search's epochs
const epochs = 81
const mostTrials = 8 // asha gives up after this many times the trials of random search

const layer = {
  type: 'dense',
  units: { $int: { low: 8, high: 64, log: true } },
  activation: { $choice: ['relu', 'tanh', 'sigmoid'] },
}
const space = {
  layers: [
    { $repeat: { times: { $int: { low: 1, high: 3 } }, layer } },
    { type: 'dropout', rate: { $float: { low: 0, high: 0.5 } } },
    { type: 'dense', units: 1 },
  ],
  loss: 'meanSquaredError',
  optimizer: {
    type: 'adam',
    learningRate: { $float: { low: 1e-4, high: 1e-1, log: true } },
  },
  batchSize: { $choice: [32, 100] },
  epochs,
}

interface Round {
  best: number // best value of random search
  random: number // epochs of random search
  asha: number // epochs of asha until it reached that value; Infinity: never
  trials: number // of asha
}

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '9' },
      trials: { type: 'string', default: '48' },
    },
  })
  const data = benchData('houses')
  const service = await startOwnService()
  const rounds: Round[] = []
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      const found = await compare(service, data, { trials: Number(values.trials), seed: round })
      rounds.push(found)
      process.stderr.write(
        `${round + 1}: ${found.random} epochs, asha ${found.asha} (${found.trials} trials)\n`,
      )
    }
  } finally {
    await service.stop()
  }
  saveResult('asha', args, tableOf(rounds, data), rounds)
}

async function compare(
  service: OwnService,
  data: BenchData,
  { trials, seed }: { trials: number; seed: number },
): Promise<Round> {
  const study = {
    objective: { metric: 'validation.rmse', direction: 'minimize' },
    seed,
    space,
    validation: { type: 'holdout', fraction: 0.2 },
  }
  const random = await service.search(data, {
    ...study,
    name: `random ${seed}`,
    sampler: { type: 'random' },
    budget: { trials },
  })
  const best = random.best!.value
  const asha = await service.search(data, {
    ...study,
    name: `asha ${seed}`,
    sampler: { type: 'sobol' },
    pruner: { type: 'asha', minResource: 3, reductionFactor: 3 },
    budget: { trials: mostTrials * trials, target: best },
  })
  const isReached = asha.best !== null && asha.best.value <= best
  return {
    best,
    random: await epochsOf(service, random.id),
    asha: isReached ? await epochsOf(service, asha.id) : Number.POSITIVE_INFINITY,
    trials: Object.values(asha.trials).reduce((sum, count) => sum + count, 0),
  }
}

/** Number of epochs trained, including those of stopped trials. */
async function epochsOf(service: OwnService, id: string): Promise<number> {
  let sum = 0
  let after = ''
  for (;;) {
    const { items, next } = await service.call<{
      items: { lastStep: number | null }[]
      next: string | null
    }>('GET', `/v1/studies/${id}/trials?limit=100${after}`)
    for (const { lastStep } of items) sum += lastStep ?? 0
    if (next === null) return sum
    after = `&after=${next}`
  }
}

function tableOf(rounds: readonly Round[], data: BenchData): string {
  const shares = rounds.map(({ random, asha }) => asha / random)
  const share = median(shares)
  const rows = [
    ...rounds.map(({ best, random, asha, trials }) => [
      shown(best),
      String(random),
      Number.isFinite(asha) ? String(asha) : 'not reached',
      String(trials),
      Number.isFinite(asha) ? (asha / random).toFixed(2) : '–',
    ]),
    [
      '**median**',
      '',
      '',
      '',
      `**${share.toFixed(2)}** (≤ ${target.toFixed(2)}: ${share <= target ? 'met' : 'missed'})`,
    ],
  ]
  const header = [
    `${data.about}: random search's best`,
    'its epochs',
    'asha’s epochs until then',
    'asha’s trials',
    'share',
  ]
  return markdownTable(header, rows)
}
