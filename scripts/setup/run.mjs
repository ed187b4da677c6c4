/** Child processes of the set-up: their output is kept for the error message, and none outlives an interruption. */
import { spawn } from 'node:child_process'

const KEPT_CHARACTERS = 20_000

const children = new Set()

/**
 * @param onOutput  sees every piece of standard output and error as it comes
 * @returns         the output, both streams together
 * @throws          Error with the end of the output, when it exits with anything but 0 or cannot be started
 */
export function run(command, args, { cwd, env = process.env, onOutput = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    children.add(child)
    let output = ''
    const keep = (piece) => {
      output = (output + piece).slice(-KEPT_CHARACTERS)
      onOutput(String(piece))
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => {
      children.delete(child)
      reject(new Error(`${command} could not be started: ${error.message}`))
    })
    child.on('close', (code, signal) => {
      children.delete(child)
      if (code === 0) resolve(output)
      else reject(new Error(`${describe(command, args)} ended with ${signal ?? code}\n${output}`))
    })
  })
}

/** While `work` runs, a signal ends its children and then this process; locks left behind are seen as abandoned. */
export async function endingChildrenOnSignals(work) {
  const onSignal = (signal, number) => {
    for (const child of children) child.kill(signal)
    process.exit(128 + number)
  }
  const signals = ['SIGHUP', 'SIGINT', 'SIGTERM']
  for (const signal of signals) process.on(signal, onSignal)
  try {
    return await work()
  } finally {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

function describe(command, args) {
  const line = [command, ...args].join(' ')
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
