/** The texts run, and what they post is what the page posts. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import ts from 'typescript-5'
import { languages } from '../../../web/src/pages/new-study/copy/copy-as.ts'

const run = promisify(execFile)
const study = {
  name: `it's "quoted" \\ and \${not} \`code\` """`,
  dataset: 'iris',
  space: { layers: [{ type: 'dense', units: 'outputs' }], batchSize: { $choice: [8, 16] } },
  budget: { trials: 3 },
}
const body = JSON.stringify(study, null, 2)

interface Received {
  path: string | undefined
  type: string | undefined
  key: string | undefined
  body: unknown
}

let server: http.Server
let origin: string
let folder: string
let received: Received[] = []
before(async () => {
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { 'content-type': type, authorization: key } = request.headers
      const text = Buffer.concat(chunks).toString()
      received.push({ path: request.url, type, key, body: JSON.parse(text) })
      response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = await mkdtemp(path.join(os.tmpdir(), 'sweepd-copy-'))
})
after(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

const env = { ...process.env, SWEEPD_API_KEY: 'a-key' }
const runs: Record<keyof typeof languages, (text: string) => Promise<unknown>> = {
  curl: (text) => run('sh', ['-c', text.replace('curl ', 'curl --silent --show-error ')], { env }),
  async typescript(text) {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
    const { outputText, diagnostics } = ts.transpileModule(text, {
      compilerOptions: options,
      reportDiagnostics: true,
    })
    assert.deepEqual(diagnostics, [])
    const file = path.join(folder, 'study.mjs')
    await writeFile(file, outputText)
    return run(process.execPath, [file], { env })
  },
  async python(text) {
    const file = path.join(folder, 'study.py')
    await writeFile(file, text)
    return run('python3', [file], { env })
  },
}

describe('the texts to copy', () => {
  for (const [language, { write }] of Object.entries(languages)) {
    for (const needsKey of [false, true]) {
      it(`${language} posts the body of the page ${needsKey ? 'with' : 'without'} a key`, async () => {
        received = []
        await runs[language as keyof typeof languages](write(body, { origin, needsKey }))
        assert.deepEqual(received, [
          {
            path: '/v1/studies',
            type: 'application/json',
            key: needsKey ? 'Bearer a-key' : undefined,
            body: study,
          },
        ])
      })
    }
  }
})
