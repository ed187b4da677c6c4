import { Readable } from 'node:stream'
import { z } from 'zod'
import { Problem } from '../../errors.ts'
import { TrialAnswer } from '../../study/answers/trial-answer.ts'
import { EpochRecord, ExportFormat, exportStudy } from '../../study/export/export-study.ts'
import type { Api, ApiTools } from '../app.ts'
import { refusals, StudyParams } from '../schemas/common.ts'

const exportsAtOnce = 8 // a Parquet file takes up to 256 MB of memory

const contentTypes: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

export async function exportRoutes(app: Api, { db }: ApiTools): Promise<void> {
  let running = 0
  app.get(
    '/v1/studies/:id/export',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'exportStudy',
        summary: 'Export all trials or epochs of a study',
        description:
          'A row for each trial, with a column for each parameter; with `epochs=true` a row for each epoch. As JSON, a trial is what `GET …/trials/{number}` answers. ' +
          'Trials that are added during the export are left out.',
        tags: ['studies'],
        params: StudyParams,
        querystring: z.strictObject({
          format: ExportFormat.default('csv'),
          epochs: z
            .enum(['true', 'false'])
            .default('false')
            .describe('export the epochs, or the reports of an external study'),
        }),
        response: {
          200: {
            description: 'all rows',
            content: {
              'text/csv': { schema: z.string() },
              'application/json': { schema: z.array(z.union([TrialAnswer, EpochRecord])) },
              'application/vnd.apache.parquet': {
                schema: z.string().meta({ format: 'binary' }),
              },
            },
          },
          ...refusals('study-not-found'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { format, epochs } = request.query
      if (running >= exportsAtOnce) {
        throw new Problem('busy', `${exportsAtOnce} exports are running. Try again later.`)
      }
      running++
      const parts = await exportStudy(db, id, { format, epochs: epochs === 'true' }).catch(
        (error) => {
          running--
          throw error
        },
      )
      const stream = Readable.from(parts, { objectMode: false })
      stream.once('close', () => running--)
      stream.once('error', (error) =>
        request.log.warn({ err: error }, 'export aborted by an error'),
      )
      return reply
        .type(contentTypes[format])
        .header('content-disposition', `attachment; filename="${fileName(id, format, epochs)}"`)
        .send(stream as never)
    },
  )
}

function fileName(id: string, format: ExportFormat, epochs: string): string {
  return `${id}-${epochs === 'true' ? 'epochs' : 'trials'}.${format}`
}
