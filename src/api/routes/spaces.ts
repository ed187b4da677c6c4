import { z } from 'zod'
import { ValidationSpec } from '../../data/split/validation.ts'
import { type Fault, Problem } from '../../errors.ts'
import { unknownName } from '../../schema-faults.ts'
import { SpacePreview } from '../../search/space/preview.ts'
import { inSpace, parseRestricted } from '../../search/space/restricted-space.ts'
import { FilledSpace, ParamsAnswer } from '../../study/answers/trial-answer.ts'
import { completeSpace } from '../../study/check/default-space.ts'
import { unknownFeasibility } from '../../study/check/space-inspector.ts'
import { datasetNames, findDataset } from '../../study/datasets.ts'
import { NetworkSizes, networkSizes } from '../../study/network-sizes.ts'
import { readMachine } from '../../study/plan/machine.ts'
import { defaultValidation, restrictions, SpaceSpec } from '../../study/posted-study.ts'
import type { Api, ApiTools } from '../app.ts'
import { bodyRefusals, maxInt } from '../schemas/common.ts'

const Preview = SpacePreview.extend({
  samples: z.array(z.strictObject({ params: ParamsAnswer, spec: FilledSpace })),
  networks: NetworkSizes.nullable().describe('sizes of the networks; null without a dataset'),
}).meta({ id: 'SpacePreview' })

export async function spaceRoutes(app: Api, { db, suggester }: ApiTools): Promise<void> {
  app.post(
    '/v1/spaces/preview',
    {
      schema: {
        operationId: 'previewSpace',
        summary: 'Preview a search space',
        description:
          'Returns its parameters, the size of its grid, the feasible share and sample trials; with a dataset, ' +
          'also the sizes of the networks.',
        tags: ['spaces'],
        body: z.strictObject({
          space: SpaceSpec.optional().describe(
            'search space; optional with a dataset (default: the space that a study on this dataset would search)',
          ),
          ...restrictions,
          dataset: z.string().min(1).max(200).optional().describe('name or id of a dataset'),
          validation: ValidationSpec.optional().describe(
            'as the study has it: the estimates of time and memory depend on it',
          ),
          seed: z.int().min(0).max(maxInt).default(0),
          samples: z.int().min(0).max(100).default(5),
        }),
        response: {
          200: Preview,
          ...bodyRefusals('dataset-not-found', 'invalid-search-space'),
        },
      },
    },
    async ({ body }) => {
      const data = body.dataset === undefined ? null : (await readDataset(body.dataset)).summary
      const given = data === null ? body.space : completeSpace(body.space, data)
      if (given === undefined) throw noSpace()
      const { space, faults } = parseRestricted({ ...body, space: given })
      if (space === null || faults.length > 0) throw notValid(faults)
      const { constraints, forbidden, seed, samples } = body
      const found = await suggester.spaces.inspect(space, {
        body: { space: given, constraints, forbidden },
        data,
        isTrained: data !== null,
        sampler: null,
        preview: { seed, samples },
      })
      if (found === null) throw notValid([unknownFeasibility(space)])
      if (found.ofConstraints.length > 0) throw notValid(found.ofConstraints)
      if (found.preview === null) throw notValid(found.ofNetworks.map(inSpace))
      let networks: NetworkSizes | null = null
      if (data !== null) {
        const validation = body.validation ?? data.validation ?? defaultValidation
        networks = networkSizes(space, { data, machine: await readMachine(db.pool), validation })
      }
      const { gridFaults, ...preview } = found.preview
      return { ...preview, gridFaults: gridFaults.map(inSpace), networks }
    },
  )

  async function readDataset(reference: string) {
    const found = await findDataset(db, reference)
    if (found) return found
    const detail = unknownName('dataset', reference, await datasetNames(db))
    throw new Problem('dataset-not-found', 'No such dataset.', [{ pointer: '/dataset', detail }])
  }
}

function noSpace(): Problem {
  const detail = 'is missing: give a space, or a `dataset` to use its default space'
  return new Problem('invalid-request', 'The request is not valid.', [
    { pointer: '/space', detail },
  ])
}

function notValid(faults: readonly Fault[]): Problem {
  return new Problem('invalid-search-space', 'The search space is not valid.', faults)
}
