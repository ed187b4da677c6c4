/** All SQL that PostgreSQL runs, and every call of Prisma, stands in src/db; there each statement says what SQL gains. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import ts from 'typescript-5'

/** Statements over uploaded files, which DuckDB runs in memory; none of them reaches PostgreSQL. */
const forDuckDb = [
  'data/csv/body.ts',
  'data/formats/parquet.ts',
  'data/text/columns.ts',
  'data/write/parquet.ts',
]

const statement = new RegExp(
  `^\\s*(${[
    'SELECT\\s',
    'INSERT\\s+INTO\\s',
    'UPDATE\\s+(ONLY\\s+)?\\w+(\\s+(AS\\s+)?\\w+)?\\s+SET\\s',
    'DELETE\\s+FROM\\s',
    'MERGE\\s+INTO\\s',
    'WITH\\s+(RECURSIVE\\s+)?\\w+\\s*(\\([^)]*\\))?\\s+AS\\s',
    '(CREATE|ALTER|DROP|TRUNCATE)\\s+(TEMP\\s+|UNIQUE\\s+|OR\\s+REPLACE\\s+)*(TABLE|INDEX|VIEW|SCHEMA|FUNCTION|TRIGGER)\\s',
    'COPY\\s+\\w+',
    'DESCRIBE\\s',
    '(LISTEN|UNLISTEN|NOTIFY)\\s+\\S+\\s*([,;]|$)',
    'SET\\s+(LOCAL|TRANSACTION|SESSION)\\s',
    '(BEGIN|COMMIT|ROLLBACK|SHOW\\s+\\w+)\\s*;?\\s*$',
    'LOCK\\s+TABLE\\s',
  ].join('|')})`,
)

/** Calls that send SQL, or a query of Prisma, to the database. */
const sending =
  /\.(query|\$queryRaw|\$executeRaw|\$queryRawUnsafe|\$executeRawUnsafe|\$transaction)$|\bprisma\.\w+\.\w+$/

interface Found {
  line: number // from 1
  text: string
}

/** The statements in a file's strings and templates, and what it sends to a database. */
function findSql(source: string): Found[] {
  const file = ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true)
  const found: Found[] = []
  const add = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
    found.push({ line: line + 1, text: text.trim().split('\n')[0]! })
  }
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node) && statement.test(node.text)) add(node, node.text)
    if (ts.isTemplateExpression(node)) {
      // what a hole holds is a word here
      const text = node.templateSpans.reduce(
        (whole, { literal }) => `${whole}hole${literal.text}`,
        node.head.text,
      )
      if (statement.test(text)) add(node, text)
    }
    const called = ts.isCallExpression(node)
      ? node.expression
      : ts.isTaggedTemplateExpression(node)
        ? node.tag
        : null
    if (called && sending.test(called.getText(file))) add(node, called.getText(file))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

describe('findSql', () => {
  const planted: Record<string, string> = {
    'a read': `await sql.rows('SELECT 1')`,
    'a read in a template': `run(\`\n  SELECT \${columns} FROM trial\`)`,
    'a statement that begins with WITH': 'const text = `WITH held AS (SELECT 1) UPDATE trial`',
    'an insertion': `const text = 'INSERT INTO trial (number) VALUES (1)'`,
    'an update': `const text = \`UPDATE \${table} t SET state = 1\``,
    'a deletion': `const text = "DELETE FROM worker WHERE id = $1"`,
    'a lock of a session': `run('LISTEN studies')`,
    'the bounds of a transaction': `run('BEGIN')`,
    'a query whose text comes from elsewhere': 'await db.pool.query(text, [id])',
    'a raw query of Prisma': `await prisma.$queryRaw\`\${text}\``,
    'a call of Prisma': 'const row = await db.prisma.dataset.findFirst({ where })',
  }
  for (const [name, source] of Object.entries(planted)) {
    it(`finds ${name}`, () => {
      const found = findSql(`import x from 'x'\n${source}\n`)
      assert.equal(found.length > 0, true)
      assert.equal(found[0]!.line, 2)
    })
  }

  it('finds none in prose, in other queries and in comments', () => {
    const source = `
      // SELECT FROM trial
      const message = 'Select a study with --study.'
      const summary = 'Update a study: its name, its budget'
      const heading = \`with \${count} trials as rows\`
      const limit = request.query.limit ?? parse(request.query)
      const item = 'Begin anew'
      log.warn('LISTEN connection not restored')`
    assert.deepEqual(findSql(source), [])
  })
})

describe('src', () => {
  const root = path.resolve('src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.split(path.sep).join('/'))
  const isSpeaking = (file: string) =>
    findSql(readFileSync(path.join(root, file), 'utf8')).length > 0

  it('has no SQL and no call of Prisma outside of db/, but for DuckDB over uploaded and written files', () => {
    const outside = files.filter((file) => !file.startsWith('db/') && isSpeaking(file))
    assert.deepEqual(outside.sort(), forDuckDb)
  })

  it('says of each statement on a table, in one line, what it gains over a call of Prisma', () => {
    const silent = files
      .filter((file) => file.startsWith('db/tables/'))
      .flatMap((file) => {
        const functions = readFileSync(path.join(root, file), 'utf8').split(
          /^(?=export |async |function )/m,
        )
        return functions
          .filter((text) => /\bsql\.query\b/.test(text) && !/^ +\/\/ SQL: \S/m.test(text))
          .map((text) => `${file} ${/function (\w+)/.exec(text)?.[1]}`)
      })
    assert.deepEqual(silent, [])
  })
})
