/** What trials do on the test rows, kept once it was asked for. */
import type { Db } from '../../client.ts'
import type { Prisma } from '../../generated/client.ts'

export interface TestedTrial {
  test: unknown // null: not asked for yet
  datasetBlob: string | null // null: of an external study
}

/** Null: there is no such trial. */
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

/** Of a trial that was deleted meanwhile nothing is written. */
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
