/** The commands against a server that is a script: what they ask, print, and exit with. */
import assert from 'node:assert/strict'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { after, describe, type TestContext, test } from 'node:test'
import { CommanderError } from 'commander'
import type { Study } from '../../src/cli/answers.ts'
import type { ExitCode } from '../../src/cli/exit-codes.ts'
import { buildProgram } from '../../src/cli/program.ts'
import { type Answer, type Asked, startFakeServer } from './fake-server.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sweepd-cli-'))
const studyFile = path.join(folder, 'study.json')
fs.writeFileSync(studyFile, '{"name": "digits", "space": {}}')
after(() => fs.rmSync(folder, { recursive: true }))

const study: Study = {
  id: 'id-1',
  name: 'digits',
  state: 'running',
  objective: { metric: 'validation.accuracy', direction: 'maximize' },
  trials: { waiting: 0, running: 2, complete: 0, pruned: 0, failed: 0, cancelled: 0 },
  best: null,
  budget: { trials: 2, seconds: null, target: null },
  stopReason: null,
  version: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  activeSeconds: 1,
}
const best = { number: 1, value: 0.97, params: { units: 8 } }
const halfway = {
  ...study,
  version: 1,
  best,
  trials: { ...study.trials, running: 1, complete: 1 },
}
const ended = {
  ...halfway,
  version: 3,
  state: 'complete',
  stopReason: 'budget.trials',
  trials: { ...study.trials, running: 0, complete: 2 },
}
const leaderboard = {
  version: 3,
  direction: 'maximize',
  items: [{ rank: 1, ...best, step: 4, durationMs: 900 }],
  next: null,
}
const notFound = { status: 404, body: { title: 'No such study', status: 404 } }

/** Answers to the calls that name a path and method; the last answer of a list is repeated. */
function script(answers: Record<string, Answer | Answer[]>) {
  const turns = new Map<string, number>()
  return ({ method, path }: Asked): Answer => {
    const key = `${method} ${path.split('?')[0]}`
    const listed = [answers[key] ?? notFound].flat()
    const turn = turns.get(key) ?? 0
    turns.set(key, turn + 1)
    return listed[Math.min(turn, listed.length - 1)] ?? notFound
  }
}

async function sweepd(
  t: TestContext,
  args: string[],
  answer: (asked: Asked) => Answer,
  {
    interruptAtOnce = false,
    onWrite = (_: string) => {},
    onComplain = (_: string) => {},
  }: {
    interruptAtOnce?: boolean
    onWrite?: (text: string) => void
    onComplain?: (text: string) => void
  } = {},
) {
  const server = await startFakeServer(answer)
  t.after(server.close)
  const said = { out: '', err: '', code: undefined as ExitCode | undefined }
  const program = buildProgram({
    retrain: async () => 0,
    terminal: {
      write: (text) => {
        said.out += text
        onWrite(text)
      },
      writeError: (text) => {
        said.err += text
        onComplain(text)
      },
      isInteractive: false,
      columns: () => 160,
    },
    version: '9.8.7',
    command: 'sweepd',
    servers: { up: noServer, api: noServer, worker: noServer },
    onInterrupt: () => (interruptAtOnce ? AbortSignal.abort() : new AbortController().signal),
    setExitCode: (code) => {
      said.code = code
    },
  })
  await program.parseAsync(['--url', server.url, ...args], { from: 'user' })
  return { ...said, asked: server.asked }
}

async function noServer(): Promise<ExitCode> {
  throw new Error('not called here')
}

describe('sweepd run', () => {
  const whole = {
    'POST /v1/studies': { status: 201, body: study },
    'GET /v1/studies/id-1': [{ body: study }, { body: halfway }, { body: ended }],
    'GET /v1/studies/id-1/leaderboard': { body: leaderboard },
  }

  test('posts the file, tells each change in a line, ends with the leaderboard and 0', async (t) => {
    const { out, code, asked } = await sweepd(t, ['run', studyFile], script(whole))
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(asked[0]?.body ?? ''), { name: 'digits', space: {} })
    assert.match(String(asked[0]?.headers['idempotency-key']), /^[0-9a-f-]{36}$/)
    const lines = out.split('\n')
    assert.equal(lines[0], 'Study id-1: digits')
    assert.match(lines[1] ?? '', /^0\/2 trials, 2 running/)
    assert.match(lines[2] ?? '', /^1\/2 trials, 1 running, best 0.97 \(trial 1\)/)
    assert.match(lines[3] ?? '', /^2\/2 trials/)
    assert.match(out, /│ 1 +│ 1 +│ 0\.97 /)
    assert.deepEqual(lines.slice(-3), [
      'Study complete (budget.trials): best validation.accuracy 0.97, trial 1.',
      'Best trial: sweepd show id-1 best',
      '',
    ])
  })

  test('--json prints the result and nothing else', async (t) => {
    const { out, err, code } = await sweepd(t, ['run', '--json', studyFile], script(whole))
    assert.deepEqual(JSON.parse(out), { study: ended, leaderboard })
    assert.deepEqual([err, code], ['', 0])
  })

  test('--no-watch prints the id and does not wait', async (t) => {
    const { out, code, asked } = await sweepd(t, ['run', '--no-watch', studyFile], script(whole))
    assert.deepEqual([out, code, asked.length], ['id-1\n', 0, 1])
  })

  test('goes on watching when the database was away for a moment', async (t) => {
    const away = { status: 503, body: { status: 503 } }
    const answers = script({
      ...whole,
      'GET /v1/studies/id-1': [{ body: halfway }, away, away, { body: ended }],
    })
    const { code, err } = await sweepd(t, ['run', studyFile], answers)
    assert.deepEqual([code, err], [0, ''])
  })

  test('exits with 1 when no trial completes', async (t) => {
    const trials = { ...study.trials, running: 0, failed: 2 }
    const failed = { ...study, state: 'complete', trials, version: 9 }
    const { out, code } = await sweepd(
      t,
      ['run', studyFile],
      script({
        ...whole,
        'GET /v1/studies/id-1': { body: failed },
        'GET /v1/studies/id-1/leaderboard': { body: { ...leaderboard, items: [] } },
      }),
    )
    assert.equal(code, 1)
    assert.match(out, /no trial completed/)
  })

  const refusal = {
    title: 'The study is not valid',
    status: 422,
    errors: [{ pointer: '/space/batchSize', detail: 'low 9 is above high 1' }],
  }
  const refused = script({ 'POST /v1/studies': { status: 422, body: refusal } })

  test('exits with 2 on a study that is refused, and points to its faults', async (t) => {
    const { out, err, code } = await sweepd(t, ['run', studyFile], refused)
    assert.deepEqual([out, code], ['', 2])
    assert.match(err, /\/space\/batchSize {2}low 9 is above high 1/)
  })

  test('--json prints the problem document of a refused study', async (t) => {
    const { out, code } = await sweepd(t, ['run', '--json', studyFile], refused)
    assert.deepEqual([JSON.parse(out), code], [refusal, 2])
  })

  test('Ctrl-C stops watching and says how to go on and how to cancel', async (t) => {
    const answers = script({ ...whole, 'GET /v1/studies/id-1': { body: study } })
    const { err, code, asked } = await sweepd(t, ['run', studyFile], answers, {
      interruptAtOnce: true,
    })
    assert.equal(code, 130)
    assert.match(err, /sweepd attach id-1\n.*sweepd cancel id-1\n/)
    assert.ok(asked.every(({ path }) => !path.endsWith('/cancel')))
  })

  test('a file that is no JSON is refused before anything is posted', async (t) => {
    const file = path.join(folder, 'broken.json')
    fs.writeFileSync(file, '{"name": ')
    const { err, code, asked } = await sweepd(t, ['run', file], script(whole))
    assert.deepEqual([code, asked.length], [2, 0])
    assert.match(err, /broken\.json: /)
  })
})

describe('sweepd and its server', () => {
  test('the API key goes along', async (t) => {
    const list = script({ 'GET /v1/studies': { body: { items: [], next: null } } })
    const { asked } = await sweepd(t, ['--api-key', 'k'.repeat(16), 'studies'], list)
    assert.equal(asked[0]?.headers.authorization, `Bearer ${'k'.repeat(16)}`)
  })

  test('a failing server is 3, also when it answers HTML', async (t) => {
    const { err, code } = await sweepd(t, ['studies'], () => ({ status: 502, body: '<h1>Bad' }))
    assert.equal(code, 3)
    assert.match(err, /^502 <h1>Bad/)
  })

  test('no server is 3, and the advice is to start one', async (t) => {
    const gone = await startFakeServer(() => notFound)
    await gone.close()
    const { err, code } = await sweepd(t, ['--url', gone.url, 'studies'], () => notFound)
    assert.equal(code, 3)
    assert.match(err, new RegExp(`No Sweepd server is responding at ${gone.url}.*npm start`))
  })

  test('wrong usage is a CommanderError, which main.ts makes 2', async (t) => {
    await assert.rejects(
      sweepd(t, ['leaderboard', 'x', '--limit', '0'], () => notFound),
      CommanderError,
    )
  })
})

describe('sweepd leaderboard', () => {
  test('finds a study by its exact name where no id fits', async (t) => {
    const other = { ...ended, id: 'id-2', name: 'digits-2' }
    const answers = script({
      'GET /v1/studies': { body: { items: [other, ended], next: null } },
      'GET /v1/studies/id-1/leaderboard': { body: leaderboard },
    })
    const { out, code } = await sweepd(t, ['leaderboard', 'digits'], answers)
    assert.equal(code, 0)
    assert.match(out, /^digits: complete, 2\/2 trials/)
  })

  test('--json is the API’s answer, --limit its page', async (t) => {
    const answers = script({
      'GET /v1/studies/id-1': { body: ended },
      'GET /v1/studies/id-1/leaderboard': { body: leaderboard },
    })
    const args = ['leaderboard', 'id-1', '--json', '--limit', '3']
    const { out, asked } = await sweepd(t, args, answers)
    assert.deepEqual(JSON.parse(out), leaderboard)
    assert.match(asked.at(-1)?.path ?? '', /\?limit=3$/)
  })

  test('a study that is nowhere is 2', async (t) => {
    const answers = script({ 'GET /v1/studies': { body: { items: [], next: null } } })
    const { err, code } = await sweepd(t, ['leaderboard', 'nothing'], answers)
    assert.deepEqual([err, code], ['404 No such study\n', 2])
  })
})

test('cancel names the study by its id', async (t) => {
  const answers = script({
    'GET /v1/studies/id-1': { body: study },
    'POST /v1/studies/id-1/cancel': { body: { ...study, state: 'cancelled' } },
  })
  const { out, code } = await sweepd(t, ['cancel', 'id-1'], answers)
  assert.deepEqual([out, code], ['digits: cancelled\n', 0])
})

describe('a name that no study has', () => {
  const page = (names: string[]) => ({
    items: names.map((name) => ({ ...study, name })),
    next: null,
  })
  const answers = (asked: Asked): Answer => {
    const { path } = asked
    if (path === '/v1/studies?limit=100') return { body: page(['digits', 'digits', 'iris-cnn']) }
    if (path.startsWith('/v1/studies?')) return { body: page([]) }
    const { status } = notFound
    return { status, body: { title: 'No such study', status, detail: 'No study it.' } }
  }

  for (const command of [['show'], ['attach'], ['cancel'], ['leaderboard'], ['delete']]) {
    test(`${command} answers it with the names most like it`, async (t) => {
      const { err, code } = await sweepd(t, [...command, 'digts'], answers)
      assert.equal(err, '404 No such study: No study it. Did you mean "digits"?\n')
      assert.equal(code, 2)
    })
  }

  test('has no hint where no name is like it', async (t) => {
    const { err } = await sweepd(t, ['show', 'something-else'], answers)
    assert.equal(err, '404 No such study: No study it.\n')
  })

  test('is not asked for where it is empty: its path would be that of the list', async (t) => {
    for (const command of [['show'], ['cancel'], ['datasets', 'show']]) {
      const { err, code, asked } = await sweepd(t, [...command, ''], answers)
      assert.match(err, /give an id or a name/)
      assert.equal(code, 2)
      assert.deepEqual(asked, [])
    }
  })
})

describe('a name that several studies have', () => {
  const other = { ...study, id: 'id-2' }
  const pages = {
    'GET /v1/studies': [
      { body: { items: [study, { ...study, id: 'id-9', name: 'digits-2' }], next: 'id-9' } },
      { body: { items: [other], next: null } },
    ],
  }

  for (const verb of ['cancel', 'pause', 'resume', 'leaderboard']) {
    test(`${verb} refuses it and lists the ids`, async (t) => {
      const { out, err, code, asked } = await sweepd(t, [verb, 'digits'], script(pages))
      assert.deepEqual([out, code], ['', 2])
      assert.match(err, /^2 studies are named digits; give an id\n {2}id-1 .*\n {2}id-2 .*\n$/)
      assert.ok(asked.every(({ method }) => method === 'GET'))
    })
  }
})

describe('sweepd --version and --help', () => {
  for (const [option, expected] of [
    ['--version', /^9\.8\.7\n$/],
    ['--help', /Exit codes:\n {2}0 +done\n {2}1 +no trial completed/],
  ] as const) {
    test(`${option} prints and ends`, async (t) => {
      let out = ''
      await assert.rejects(
        sweepd(t, [option], () => notFound, {
          onWrite: (text) => {
            out += text
          },
        }),
        CommanderError,
      )
      assert.match(out, expected)
    })
  }
})

describe('sweepd attach, show', () => {
  const whole = {
    'GET /v1/studies/id-1': { body: { ...ended, spec: { budget: { trials: 2 } } } },
    'GET /v1/studies/id-1/leaderboard': { body: leaderboard },
    'GET /v1/studies/id-1/trials/1': {
      body: {
        number: 1,
        state: 'complete',
        params: { units: 8 },
        spec: { layers: ['x'] },
        value: 0.97,
        values: [0.97],
        step: 4,
        reason: null,
        startedAt: null,
        durationMs: 900,
      },
    },
  }

  test('attach watches a study that is there', async (t) => {
    const { out, code, asked } = await sweepd(t, ['attach', 'id-1'], script(whole))
    assert.equal(code, 0)
    assert.match(out, /^Study id-1: digits\n/)
    assert.ok(asked.every(({ method }) => method === 'GET'))
  })

  test('show has the specification of the study', async (t) => {
    const { out } = await sweepd(t, ['show', 'id-1'], script(whole))
    assert.match(out, /^digits: complete \(budget\.trials\)\nid +id-1\n/)
    assert.match(out, /"trials": 2/)
  })

  test('show has a trial, by its number or as the best', async (t) => {
    const { out } = await sweepd(t, ['show', 'id-1', '1'], script(whole))
    assert.match(out, /^trial 1: complete\nvalue +0\.97 at epoch 4\n/)
    assert.equal((await sweepd(t, ['show', 'id-1', 'best'], script(whole))).out, out)
  })
})

describe('sweepd extend and delete', () => {
  const answers = {
    'GET /v1/studies/id-1': { body: ended },
    'PATCH /v1/studies/id-1': { body: study },
    'DELETE /v1/studies/id-1': { status: 204, body: '' },
  }

  test('extend adds to what the budget has', async (t) => {
    const args = ['extend', 'id-1', '--trials', '5']
    const { out, code, asked } = await sweepd(t, args, script(answers))
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(asked.at(-1)?.body ?? ''), { budget: { trials: 7 } })
    assert.match(out, /digits: running, budget now trials 7\nFollow it: sweepd attach id-1\n/)
  })

  test('extend without anything to add, or by a limit that there is not, is 2', async (t) => {
    for (const options of [[], ['--seconds', '9']]) {
      const { code, err, asked } = await sweepd(t, ['extend', 'id-1', ...options], script(answers))
      assert.equal(code, 2)
      assert.match(err, /--trials|--seconds/)
      assert.ok(asked.every(({ method }) => method === 'GET'))
    }
  })

  test('delete wants --force for a study that runs', async (t) => {
    const running = { ...answers, 'GET /v1/studies/id-1': { body: study } }
    const refused = await sweepd(t, ['delete', 'id-1'], script(running))
    assert.equal(refused.code, 2)
    assert.match(refused.err, /sweepd cancel id-1, or delete it with --force/)
    const forced = await sweepd(t, ['delete', 'id-1', '--force'], script(running))
    assert.deepEqual([forced.code, forced.out], [0, 'digits: deleted\n'])
    assert.equal((await sweepd(t, ['delete', 'id-1'], script(answers))).code, 0)
  })
})

describe('sweepd predict and evaluate', () => {
  const answers = {
    'GET /v1/studies/id-1': { body: ended },
    'POST /v1/studies/id-1/trials/1/predict': {
      body: { predictions: [{ label: 'seven', probabilities: [0.1, 0.9] }] },
    },
    'POST /v1/studies/id-1/trials/1/evaluate': { body: { rows: 30, metrics: { accuracy: 0.9 } } },
  }

  test('predict sends the rows of a file to the best trial', async (t) => {
    const file = path.join(folder, 'rows.json')
    for (const json of [{ a: 1 }, [{ a: 1 }], { inputs: [{ a: 1 }] }]) {
      fs.writeFileSync(file, JSON.stringify(json))
      const { out, code, asked } = await sweepd(t, ['predict', 'id-1', file], script(answers))
      assert.equal(code, 0)
      assert.deepEqual(JSON.parse(asked.at(-1)?.body ?? ''), { inputs: [{ a: 1 }] })
      assert.match(out, /│ 0 +│ seven +│ 0\.9 /)
    }
  })

  test('evaluate shows the metrics of the test rows', async (t) => {
    const { out } = await sweepd(t, ['evaluate', 'id-1'], script(answers))
    assert.match(out, /^digits, trial 1, on 30 test rows:\n[\s\S]*accuracy +│ 0\.9/)
  })

  test('without a complete trial they ask for one', async (t) => {
    const none = script({ ...answers, 'GET /v1/studies/id-1': { body: study } })
    const { code, err } = await sweepd(t, ['evaluate', 'id-1'], none)
    assert.equal(code, 2)
    assert.match(err, /No trial of digits has completed/)
  })
})

test('a command that is nearly right is answered with the one that was meant', async (t) => {
  let err = ''
  await assert.rejects(
    sweepd(t, ['leaderbord', 'x'], () => notFound, {
      onComplain: (text) => {
        err += text
      },
    }),
    CommanderError,
  )
  assert.match(err, /Did you mean leaderboard\?/)
})

describe('sweepd datasets', () => {
  const dataset = {
    id: 'd-1',
    name: 'houses',
    task: 'regression',
    rows: 2,
    testRows: 0,
    columns: [
      { name: 'a', type: 'number', role: 'ignored', missing: 0, distinct: 2, reason: 'an index' },
      { name: 'y', type: 'number', role: 'target', missing: 0, distinct: 2 },
    ],
  }

  test('add sends the spec and the file; a --json behind it is its own', async (t) => {
    const file = path.join(folder, 'houses.csv')
    fs.writeFileSync(file, 'a,y\n1,2\n3,4\n')
    const args = ['datasets', 'add', file, '--task', 'regression', '--target', 'y', '--json']
    const { out, code, asked } = await sweepd(t, args, () => ({ status: 201, body: dataset }))
    assert.equal(code, 0)
    assert.deepEqual(JSON.parse(out), dataset)
    const { headers, body } = asked[0] ?? assert.fail('nothing was asked')
    const form = await new Response(body, {
      headers: { 'content-type': String(headers['content-type']) },
    }).formData()
    assert.deepEqual(JSON.parse(String(form.get('spec'))), {
      name: 'houses',
      task: 'regression',
      target: 'y',
    })
    const sent = form.get('file')
    assert.ok(sent instanceof File)
    assert.deepEqual([sent.name, await sent.text()], ['houses.csv', 'a,y\n1,2\n3,4\n'])
  })

  test('add names the option that cures a fault, shows warnings and what to do next', async (t) => {
    const file = path.join(folder, 'houses.csv')
    fs.writeFileSync(file, 'a,y\n1,2\n')
    const errors = [
      { pointer: '/spec/target', detail: 'is missing' },
      { pointer: '/spec/skipLines', detail: 'is too many' },
      { pointer: '/file', detail: 'is empty' },
    ]
    const refused = await sweepd(t, ['datasets', 'add', file], () => ({
      status: 422,
      body: { status: 422, errors },
    }))
    assert.match(
      refused.err,
      /is missing \(--target\)\n.*is too many \(--skip-lines\)\n.*is empty\n$/,
    )
    const warnings = [{ column: 'a', message: 'is constant', suggestion: 'ignore it' }]
    const added = await sweepd(t, ['datasets', 'add', file], () => ({
      status: 201,
      body: { ...dataset, warnings },
    }))
    assert.equal(added.err, "warning: 'a': is constant; ignore it\n")
    assert.match(added.out, /Search it: echo '\{"dataset":"houses",.*\}' \| sweepd run -\n$/)
  })

  test('add leaves the delimiter to the file’s name, and passes a spelled one on', async (t) => {
    const file = path.join(folder, 'sales.tsv')
    fs.writeFileSync(file, 'a\ty\n1\t2\n')
    for (const [options, delimiter] of [
      [[], undefined],
      [['--delimiter', '\\t'], '\\t'],
      [['--delimiter', 'tab'], 'tab'],
    ] as const) {
      const args = ['datasets', 'add', file, ...options]
      const { asked } = await sweepd(t, args, () => ({ status: 201, body: dataset }))
      const { headers, body } = asked[0] ?? assert.fail('nothing was asked')
      const type = String(headers['content-type'])
      const form = await new Response(body, { headers: { 'content-type': type } }).formData()
      assert.equal(JSON.parse(String(form.get('spec'))).delimiter, delimiter)
      assert.equal((form.get('file') as File).name, 'sales.tsv')
    }
  })

  test('show tells of each column and its role, and the warnings', async (t) => {
    const warnings = [{ column: 'a', message: "'a' is left out", suggestion: 'keep it' }]
    const body = { ...dataset, warnings }
    const { out, asked } = await sweepd(t, ['datasets', 'show', 'houses'], () => ({ body }))
    assert.equal(asked[0]?.path, '/v1/datasets/houses')
    assert.match(out, /a .*number.*ignored.*an index/)
    assert.match(out, /\nwarning: 'a' is left out; keep it\n$/)
  })

  test('the list has all pages', async (t) => {
    const pages = script({
      'GET /v1/datasets': [
        { body: { items: [dataset], next: 'd-1' } },
        { body: { items: [{ ...dataset, name: 'digits' }], next: null } },
      ],
    })
    const { out, asked } = await sweepd(t, ['datasets'], pages)
    assert.match(out, /houses[\s\S]*digits/)
    assert.match(asked[1]?.path ?? '', /after=d-1/)
  })
})
