import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { ApiError, createClient } from '../../../src/cli/client.ts'
import { downloadModel } from '../../../src/cli/commands/models.ts'
import { FileError } from '../../../src/cli/read-json.ts'

const asked: string[] = []
const server = http.createServer((request, response) => {
  const url = request.url ?? ''
  asked.push(url)
  if (!url.includes('/model')) return void response.end('{"id": "id-1"}')
  if (url.endsWith('pickle')) response.statusCode = 400
  response.end(url.endsWith('pickle') ? '{"detail": "not a format"}' : Buffer.from([0, 255, 128]))
})
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-model-'))
const output = path.join(folder, 'model.onnx')
let url = ''
before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => {
  server.close()
  server.closeAllConnections()
  fs.rmSync(folder, { recursive: true })
})

async function run(options: { trial?: number; format: string; output: string }): Promise<string> {
  let written = ''
  const terminal = {
    write: (text: string) => {
      written += text
    },
    writeError: () => {},
    isInteractive: false,
    columns: () => 80,
  }
  const client = createClient({ url, apiKey: null })
  const onInterrupt = () => new AbortController().signal
  const context = { client, terminal, command: 'sweepd', onInterrupt }
  assert.equal(await downloadModel(context, 'houses', options), 0)
  return written
}

describe('sweepd model', () => {
  it('writes the bytes of the study’s model to a file', async () => {
    assert.equal(await run({ format: 'onnx', output }), `${output}: 3 bytes\n`)
    assert.deepEqual([...fs.readFileSync(output)], [0, 255, 128])
    assert.equal(asked.at(-1), '/v1/studies/id-1/model?format=onnx')
  })

  it('takes a trial instead', async () => {
    await run({ trial: 7, format: 'tfjs', output })
    assert.equal(asked.at(-1), '/v1/studies/id-1/trials/7/model?format=tfjs')
  })

  it('says when the server refuses, or the file cannot be written', async () => {
    await assert.rejects(run({ format: 'pickle', output }), ApiError)
    const nowhere = path.join(folder, 'no', 'model.onnx')
    await assert.rejects(run({ format: 'onnx', output: nowhere }), FileError)
  })
})
