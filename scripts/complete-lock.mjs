/**
 * Adds to package-lock.json the optional packages of other platforms that npm left out. npm omits those that the
 * package index in use does not carry, and then its own `npm ci` refuses the lock file. Run after `npm install`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

/** @returns  folder → lock entry for every optional dependency that the lock file has nowhere */
export function absentOptionalPackages(packages) {
  const absent = {}
  for (const [folder, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isResolved(packages, folder, name)) continue
      absent[`node_modules/${name}`] = {
        version,
        ...(dev ? { dev } : {}),
        optional: true,
        ...platformOf(name),
      }
    }
  }
  return absent
}

/** Platform packages are named for their platform; the fields keep npm from fetching them anywhere else. */
export function platformOf(name) {
  const parts = name.split(/[-/]/)
  const one = (choices) => choices.find((choice) => parts.includes(choice))
  const os = parts.includes('windows')
    ? 'win32'
    : one(['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'sunos', 'win32'])
  const cpu = one(['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'])
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(parts.includes('musl') ? { libc: ['musl'] } : {}),
  }
}

/** As Node looks a package up: beside its dependant, then in each folder above. */
function isResolved(packages, folder, name) {
  for (let from = folder; ; from = from.slice(0, from.lastIndexOf('node_modules/'))) {
    from = from.replace(/\/$/, '')
    if (`${from === '' ? '' : `${from}/`}node_modules/${name}` in packages) return true
    if (from === '') return false
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.resolve('package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const absent = absentOptionalPackages(lock.packages)
  const [own, ...rest] = Object.entries({ ...lock.packages, ...absent })
  lock.packages = Object.fromEntries([own, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))])
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  process.stdout.write(`${Object.keys(absent).length} packages added\n`)
}
