/** Metrics on the test rows, stored once computed. */
import type { Db } from '../../client.ts'
import type { Prisma } from '../../generated/client.ts'

export interface TestedTrial {
  test: unknown // null: not computed yet
  datasetBlob: string | null // null for an external study
}

/** Null if the trial does not exist. */
export async function readTestResult(
  { prisma }: Pick<Db, 'prisma'>,
  studyId: string,
  number: number,
): Promise<TestedTrial | null> {
  const found = await prisma.trial.findUnique({
    where: { studyId_number: { studyId, number } },
    select: { test: true, study: { select: { dataset: { select: { blobId: true } } } } },
  })
  return found && { test: found.test, datasetBlob: found.study.dataset?.blobId ?? null }
}

/** Writes nothing if the trial was deleted meanwhile. */
export async function writeTestResult(
  { prisma }: Pick<Db, 'prisma'>,
  { studyId, number }: { studyId: string; number: number },
  test: object,
): Promise<void> {
  await prisma.trial.updateMany({
    where: { studyId, number },
    data: { test: test as Prisma.InputJsonObject },
  })
}
