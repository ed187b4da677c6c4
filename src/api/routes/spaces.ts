import { z } from 'zod'
import { Problem } from '../../errors.ts'
import type { Params } from '../../search/params.ts'
import { previewSpace } from '../../search/preview.ts'
import { probeAssignments } from '../../search/probe.ts'
import { instantiate } from '../../search/space/instantiate.ts'
import { parseSpace } from '../../search/space/parse-space.ts'
import { checkSpace } from '../../study/check-space.ts'
import { checkTrialSpec } from '../../study/check-trial-spec.ts'
import { getDataset } from '../../study/datasets.ts'
import type { Api, ApiTools } from '../app.ts'
import { problems } from '../schemas/common.ts'

const Network = z.object({
  params: z.record(z.string(), z.unknown()),
  parameterCount: z.int(),
  memoryBytes: z.number(),
})

export async function spaceRoutes(app: Api, { db }: ApiTools): Promise<void> {
  app.post(
    '/v1/spaces/preview',
    {
      schema: {
        operationId: 'previewSpace',
        summary: 'Parameters, grid size, sample trials; with a dataset, sizes of the networks',
        tags: ['spaces'],
        body: z.strictObject({
          space: z.record(z.string(), z.unknown()),
          dataset: z.string().max(200).optional(),
          seed: z.int().min(0).default(0),
          samples: z.int().min(0).max(100).default(5),
        }),
        response: {
          200: z.object({
            parameters: z.array(z.unknown()),
            gridSize: z.union([z.number(), z.string()]).nullable(),
            gridFaults: z.array(z.object({ pointer: z.string(), detail: z.string() })),
            samples: z.array(z.object({ params: z.unknown(), spec: z.unknown() })),
            networks: z
              .object({ smallest: Network, median: Network, largest: Network })
              .nullable()
              .describe('of a few hundred probes; null without a dataset'),
          }),
          ...problems,
        },
      },
    },
    async ({ body }) => {
      const parsed = parseSpace(body.space)
      const under = (fault: { pointer: string; detail: string }) => ({
        ...fault,
        pointer: `/space${fault.pointer}`,
      })
      if (!parsed.ok) {
        throw new Problem(
          'invalid-search-space',
          'The space is not valid.',
          parsed.faults.map(under),
        )
      }
      const { space } = parsed
      const data = body.dataset === undefined ? null : (await getDataset(db, body.dataset)).summary
      const faults = data === null ? [] : checkSpace(space, data)
      if (faults.length > 0) {
        throw new Problem('invalid-search-space', 'The space is not valid.', faults.map(under))
      }
      const networks =
        data === null
          ? []
          : probeAssignments(space)
              .map(({ params }) => ({
                params,
                ...checkTrialSpec(instantiate(space, params).spec, data),
              }))
              .flatMap(sized)
              .sort((a, b) => a.parameterCount - b.parameterCount)
      const at = (share: number) => networks[Math.round(share * (networks.length - 1))]
      const [smallest, median, largest] = [at(0), at(0.5), at(1)]
      return {
        ...previewSpace(space, body),
        networks: smallest && median && largest ? { smallest, median, largest } : null,
      }
    },
  )
}

function sized(checked: {
  params: Params
  parameterCount: number | null
  memoryBytes: number | null
}) {
  const { params, parameterCount, memoryBytes } = checked
  return parameterCount === null || memoryBytes === null
    ? []
    : [{ params: params as Record<string, unknown>, parameterCount, memoryBytes }]
}
