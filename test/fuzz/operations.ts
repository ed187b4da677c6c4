/** Every operation of the OpenAPI document, with real ids and with any others, by schemathesis. */
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import type { Json, Service } from '../e2e/service.ts'

/** What must be true of every answer. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
]

/** Streams do not end, and what is deleted would be missing in the others. */
const leftOut = ['followStudy', 'followStudies']
const deleting = ['deleteStudy', 'deleteDataset']

/** Every boundary of every schema takes minutes, and is the same whatever the seed: for long runs. */
const casesOfCoverage = 100

/** Exit code of schemathesis: 0 when nothing was found. */
export async function fuzzOperations(
  service: Service,
  python: string,
  { cases, seed, folder }: { cases: number; seed: number; folder: string },
): Promise<number | null> {
  const { body: document } = await service.call('GET', '/openapi.json')
  const ids = await realIds(service)
  const file = path.join(folder, 'openapi.json')
  fs.writeFileSync(file, JSON.stringify(withoutTraining(withIds(document, ids))))
  const phases = cases < casesOfCoverage ? 'examples,fuzzing' : 'examples,coverage,fuzzing'
  const child = spawn(
    python,
    [
      ...['-m', 'schemathesis.cli', 'run', file, '--url', service.url],
      ...['--checks', checks.join(','), '--phases', phases],
      ...['--max-examples', String(cases), '--seed', String(seed), '--continue-on-failure'],
      ...['--suppress-health-check', 'all', '--request-timeout', '60', '--workers', '2'],
      ...['--generation-database', 'none', '--warnings', 'off'],
      ...leftOut.flatMap((id) => ['--exclude-operation-id', id]),
    ],
    { stdio: 'inherit', cwd: folder },
  )
  return new Promise((resolve) => child.once('exit', resolve))
}

interface Ids {
  studies: string[]
  datasets: string[]
}

async function realIds(service: Service): Promise<Ids> {
  const external = {
    name: 'external',
    objective: { metric: 'value', direction: 'minimize' },
    space: { x: { $float: { low: 0, high: 1 } } },
  }
  const { body: made } = await service.call('POST', '/v1/studies', external)
  const asked = { clientId: 'fuzz', count: 4 }
  await service.call('POST', `/v1/studies/${made.id}/trials/suggest`, asked)
  await service.call('POST', `/v1/studies/${made.id}/trials/0/complete`, { value: 1 })
  const list = async (name: string) =>
    (await service.call('GET', `/v1/${name}?limit=5`)).body.items.map(({ id }: Json) => id)
  return { studies: [made.id, ...(await list('studies'))], datasets: await list('datasets') }
}

/**
 * Specifications are fuzzed beside: to draw from every layer of every space takes longer than all else together, and
 * so does training what is created; checking it does not.
 */
function withoutTraining(document: Json): Json {
  const { schemas } = document.components
  schemas.Space = { type: 'object' }
  const { properties } = schemas.StudySpec
  const content = document.paths['/v1/studies'].post.requestBody.content['application/json']
  const external = { ...properties, dataset: { enum: ['no such dataset'] } }
  content.schema = { ...schemas.StudySpec, properties: external }
  content.examples = { external: content.examples.external }
  return document
}

/** Half of the ids in paths are real, and nobody waits for a long poll. */
function withIds(document: Json, { studies, datasets }: Ids): Json {
  for (const [route, operations] of Object.entries<Json>(document.paths)) {
    for (const operation of Object.values<Json>(operations)) {
      for (const parameter of operation.parameters ?? []) {
        const { name, schema } = parameter
        const isDeleting = deleting.includes(operation.operationId)
        if (parameter.in === 'path' && name === 'id' && !isDeleting) {
          const real = route.startsWith('/v1/datasets') ? datasets : studies
          parameter.schema = { anyOf: [{ enum: real }, schema] }
        }
        if (parameter.in === 'path' && name === 'number') {
          parameter.schema = { anyOf: [{ enum: [0, 1, 2, 3] }, schema] }
        }
        if (name === 'wait') parameter.schema = { ...schema, maximum: 0.1 }
      }
    }
  }
  return document
}
