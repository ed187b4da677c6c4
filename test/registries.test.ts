/** Shared code asks a definition; it does not ask which one it is. So no member of a registry is named outside of its family. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { formats } from '../src/data/formats/index.ts'
import { numericEncodings } from '../src/data/prepare/numeric/index.ts'
import { targetTransforms } from '../src/data/prepare/target/index.ts'
import { warningRules } from '../src/data/warnings/index.ts'
import { layers } from '../src/engine/layers/index.ts'
import { losses } from '../src/engine/losses/index.ts'
import { metrics } from '../src/engine/metrics/index.ts'
import { optimizers } from '../src/engine/optimizers/index.ts'
import { schedules } from '../src/engine/schedules/index.ts'
import { pruners } from '../src/search/pruners/index.ts'
import { samplers } from '../src/search/samplers/index.ts'
import { analyses } from '../src/study/analysis/index.ts'

const families: Record<string, object> = {
  'src/search/samplers': samplers,
  'src/search/pruners': pruners,
  'src/engine/layers': layers,
  'src/engine/losses': losses,
  'src/engine/optimizers': optimizers,
  'src/engine/schedules': schedules,
  'src/engine/metrics': metrics,
  'src/data/formats': formats,
  'src/data/prepare/numeric': numericEncodings,
  'src/data/prepare/target': targetTransforms,
  'src/data/warnings': warningRules,
  'src/study/analysis': analyses,
}

/** Files and folders where a member may be named, and why. */
const allowed: Record<string, string> = {
  'src/data/prepare/encode-rows.ts': 'the encoding of models stored before there were several',
  'src/api/openapi/examples.ts': 'example bodies',
  'src/cli/commands/export.ts': 'what an export is written as, not what a dataset is read from',
  'src/cli/declare/studies.ts': 'what an export is written as, not what a dataset is read from',
  'src/db/tables/metrics/epochs.ts': 'the loss has columns of its own',
  'src/db/tables/metrics/learning-curves.ts': 'the loss has columns of its own',
  'src/nearby.ts': 'what other tools call a thing, and our word for it',
  'src/study/export/epoch-table.ts': 'the column of the epoch',
  'src/study/export/export-study.ts':
    'what an export is written as, not what a dataset is read from',
  'src/study/export/trial-table.ts': 'the column of the epoch',
  'src/study/plan/rules/': 'the rules that choose a search for the data',
  'src/study/check/fill-in-study.ts': 'the objective of a study that names none',
  'src/study/check/default-space.ts': 'the network that is searched over by default',
}

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((file) => path.join('src', file))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('src/db/generated'))

for (const [folder, registry] of Object.entries(families)) {
  test(`members of ${folder} are named there alone`, () => {
    const others = files.filter((file) => !file.startsWith(folder) && !isAllowed(file))
    const named = others.flatMap((file) => {
      const text = readFileSync(file, 'utf8').replaceAll(
        /^import .*$|^\s*(?:\/\*)?\*.*$|\/\/ .*$/gm,
        '',
      )
      return Object.keys(registry)
        .filter((name) => isNamed(text, name))
        .map((name) => `${file}: '${name}'`)
    })
    assert.deepEqual(named, [], 'ask a property of the definition, or allow it above with a reason')
  })
}

test('what is allowed is there', () => {
  for (const place of Object.keys(allowed)) {
    assert.ok(
      files.some((file) => file.startsWith(place)),
      place,
    )
  }
})

function isAllowed(file: string): boolean {
  return Object.keys(allowed).some((place) => file.startsWith(place))
}

/** A plain word, such as `random`, may mean something else: it counts where something is compared with it, or is of this type. */
function isNamed(text: string, name: string): boolean {
  const quoted = `['"](?:(?:train|validation)\\.)?${name}['"]`
  const isWord = /^[a-z]+$/.test(name)
  const kinds = 'type|name|sampler|pruner|layer|loss|optimizer|schedule|metric|format|warning|plot'
  const use = isWord ? `\\b(?:${kinds})(?:: | [!=]== )${quoted}` : quoted
  return new RegExp(use).test(text)
}
