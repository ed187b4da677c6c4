/** There is no Docker engine on the build machine: the files are held against the schema and against each other. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, it } from 'node:test'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { parse } from 'yaml'

interface Service {
  build?: string | { args?: Record<string, string> }
  command?: string[]
  environment?: Record<string, string>
  depends_on?: Record<string, { condition: string }>
  healthcheck?: object
  profiles?: string[]
  ports?: string[]
  image?: string
  read_only?: boolean
  cap_drop?: string[]
  cap_add?: string[]
  security_opt?: string[]
  mem_limit?: string
  volumes?: string[]
  tmpfs?: string[]
}

const require = createRequire(import.meta.url)
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>
}
const services = Object.entries(compose.services)
const variables = [...read('src/config.ts').matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(
  ([, name]) => name,
)

describe('docker-compose.yml', () => {
  it('fits the Compose specification', () => {
    // the specification's own schema, as the linter dclint ships it
    const file = path.join(path.dirname(require.resolve('dclint/package.json')), 'schemas')
    const schema = JSON.parse(readFileSync(path.join(file, 'compose.schema.json'), 'utf8'))
    schema.$schema = 'http://json-schema.org/draft-07/schema' // it says https, which is no schema's name
    const ajv = new Ajv({ allErrors: true, strict: false })
    formats.default(ajv)
    const validate = ajv.compile(schema)
    assert.equal(validate(compose), true, ajv.errorsText(validate.errors))
    assert.equal(validate({ services: { api: { portz: [] } } }), false)
  })

  it('waits only for services that it has and that can become healthy', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [other, { condition }] of Object.entries(depends_on)) {
        assert.equal(condition, 'service_healthy', `${name} on ${other}`)
        assert.ok(compose.services[other]?.healthcheck, `${name} waits for ${other}`)
      }
    }
  })

  it('sets only variables that Sweepd reads', () => {
    const ours = services.filter(([, { build }]) => build !== undefined)
    assert.deepEqual(
      ours.map(([name]) => name),
      ['api', 'worker', 'worker-gpu'],
    )
    for (const [name, { environment = {}, command = [] }] of ours) {
      for (const variable of Object.keys(environment)) {
        assert.ok(variables.includes(variable), `${name}: ${variable}`)
      }
      assert.deepEqual(command.slice(0, 2), ['node', 'dist/src/cli/main.js'])
    }
  })

  it('opens only the api, and never without a key', () => {
    const open = services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)
    assert.deepEqual(open, ['api'])
    assert.match(compose.services.api?.environment?.SWEEPD_API_KEY ?? '', /^\$\{SWEEPD_API_KEY:\?/)
  })

  it('has no password of its own', () => {
    const variables = [...read('docker-compose.yml').matchAll(/\$\{(\w*(PASSWORD|KEY)\w*)(.*?)\}/g)]
    assert.ok(variables.length >= 3)
    for (const [all, , , rest] of variables) assert.match(rest ?? '', /^:\?/, all)
  })

  it('gives no service more than it needs', () => {
    for (const [name, service] of services) {
      assert.deepEqual(service.cap_drop, ['ALL'], name)
      assert.equal(service.cap_add, undefined, name)
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name)
      assert.equal(service.read_only, true, name)
      assert.ok(service.mem_limit, name)
      // uploads and sockets need a place to write to all the same
      assert.ok([...(service.volumes ?? []), ...(service.tmpfs ?? [])].includes('/tmp'), name)
    }
  })

  it('asks for a GPU only under the profile gpu', () => {
    const optional = services.filter(([, { profiles }]) => profiles !== undefined)
    assert.deepEqual(
      optional.map(([name]) => name),
      ['worker-gpu'],
    )
    const needingGpu = services.filter(([, service]) => JSON.stringify(service).includes('nvidia'))
    assert.deepEqual(needingGpu, optional)
  })
})

describe('Dockerfile', () => {
  it('copies only what the build context has', () => {
    const ignored = new Set(read('.dockerignore').trim().split('\n'))
    const copies = [...read('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
    const sources = copies.flatMap(([, names]) => names!.split(' '))
    assert.ok(sources.includes('package.json'))
    for (const source of sources) assert.ok(existsSync(source) && !ignored.has(source), source)
  })
})

describe('.env.example', () => {
  it('lists every variable of src/config.ts, in its order', () => {
    const listed = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name)
    assert.ok(listed.length >= 10)
    assert.deepEqual(listed, variables)
  })
})

function read(file: string): string {
  return readFileSync(file, 'utf8')
}
