/** Creates a study with its first trials. */
import type { Db } from '../../client.ts'
import { Prisma } from '../../generated/client.ts'
import type { StudyFields, TrialFields } from '../../rows.ts'

export type NewStudy = Pick<
  StudyFields,
  | 'id'
  | 'name'
  | 'tags'
  | 'note'
  | 'direction'
  | 'datasetId'
  | 'seed'
  | 'parallelism'
  | 'maxTrials'
  | 'maxSeconds'
  | 'target'
  | 'idempotencyKey'
  | 'requestHash'
> & { spec: object; warmStart: object | null; plan: object | null }

/** A trial that the user enqueued. */
export type FirstTrial = Pick<TrialFields, 'params' | 'shape'> & {
  spec: unknown
  provenance: object
}

/**
 * All or nothing.
 *
 * @param trials  waiting, numbered from 0
 * @throws a unique violation if the idempotency key is taken, a foreign key violation if the dataset was deleted
 */
export async function createStudyRow(
  { prisma }: Pick<Db, 'prisma'>,
  study: NewStudy,
  trials: readonly FirstTrial[],
): Promise<void> {
  await prisma.study.create({
    data: {
      ...study,
      spec: study.spec as Prisma.InputJsonObject,
      warmStart: (study.warmStart as Prisma.InputJsonObject | null) ?? Prisma.DbNull,
      plan: (study.plan as Prisma.InputJsonArray | null) ?? Prisma.DbNull,
      nextNumber: trials.length,
      trials: {
        createMany: {
          data: trials.map(({ params, spec, provenance, shape }, number) => ({
            number,
            state: 'waiting',
            source: 'enqueued',
            params,
            spec: spec as Prisma.InputJsonValue,
            provenance: provenance as Prisma.InputJsonObject,
            shape,
            values: [],
          })),
        },
      },
    },
    select: { id: true },
  })
}

/** The study created with this key. */
export function findStudyByKey(
  { prisma }: Pick<Db, 'prisma'>,
  idempotencyKey: string,
): Promise<Pick<StudyFields, 'id' | 'requestHash'> | null> {
  return prisma.study.findUnique({
    where: { idempotencyKey },
    select: { id: true, requestHash: true },
  })
}
