import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { createClient, ServerUnreachable } from '../../../src/cli/client.ts'
import { type ExportOptions, exportStudy } from '../../../src/cli/commands/export.ts'
import { FileError } from '../../../src/cli/read-json.ts'
import { UsageError } from '../../../src/cli/usage-error.ts'

let asked: string[] = []
let isBroken = false
const table = 'number,state\n0,complete\n1,größer\n'
const server = http.createServer((request, response) => {
  asked.push(request.url ?? '')
  if (!request.url?.includes('/export')) return void response.end('{"id": "id-1"}')
  const bytes = Buffer.from(table)
  // in the middle of a letter of two bytes
  response.write(bytes.subarray(0, bytes.indexOf('ö') + 1))
  setImmediate(() => {
    if (isBroken) response.destroy()
    else response.end(bytes.subarray(bytes.indexOf('ö') + 1))
  })
})
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-export-'))
let url = ''
before(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  asked = []
  isBroken = false
})
after(() => {
  server.close()
  server.closeAllConnections()
  fs.rmSync(folder, { recursive: true })
})

async function run(options: ExportOptions): Promise<string> {
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
  const context = {
    client,
    terminal,
    command: 'sweepd',
    onInterrupt: () => new AbortController().signal,
  }
  assert.equal(await exportStudy(context, 'digits', options), 0)
  return written
}

describe('sweepd export', () => {
  it('prints what the server streams, also where a part ends inside of a letter', async () => {
    assert.equal(await run({}), table)
    assert.deepEqual(asked, [
      '/v1/studies/digits',
      '/v1/studies/id-1/export?format=csv&epochs=false',
    ])
  })

  it('asks for the format of the flag, of --format, or of the ending of the file', async () => {
    const file = (name: string) => path.join(folder, name)
    for (const [options, format] of [
      [{ json: true }, 'json'],
      [{ format: 'json' }, 'json'],
      [{ output: file('trials.parquet') }, 'parquet'],
      [{ output: file('trials.parquet'), csv: true }, 'csv'],
      [{ output: file('trials.txt') }, 'csv'],
    ] as [ExportOptions, string][]) {
      await run(options)
      assert.match(asked.at(-1) ?? '', new RegExp(`format=${format}&epochs=false$`))
    }
    await run({ epochs: true })
    assert.match(asked.at(-1) ?? '', /epochs=true$/)
  })

  it('writes a file and says how large it is', async () => {
    const output = path.join(folder, 'trials.csv')
    assert.equal(await run({ output }), `${output}: ${Buffer.byteLength(table)} bytes\n`)
    assert.equal(fs.readFileSync(output, 'utf8'), table)
  })

  it('fails when the connection breaks before the end', async () => {
    isBroken = true
    await assert.rejects(run({}), ServerUnreachable)
    await assert.rejects(run({ output: path.join(folder, 'half.csv') }), ServerUnreachable)
  })

  it('fails for a file that it cannot write, and for Parquet on the terminal', async () => {
    await assert.rejects(run({ output: path.join(folder, 'none', 'trials.csv') }), FileError)
    await assert.rejects(run({ parquet: true }), UsageError)
  })
})
