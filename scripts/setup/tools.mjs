/** The programs of this machine that the set-up needs, and what to install where one is missing. */
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'

/** Something that the person has to install or change; its message tells what. */
export class Missing extends Error {}

const tools = {
  python: {
    variable: 'PYTHON',
    commands: ['python3', 'python'],
    advice: 'install Python 3 with pip (Debian: apt-get install python3 python3-pip)',
  },
  compiler: {
    variable: 'CXX',
    commands: ['c++', 'g++', 'clang++'],
    advice: 'install a C++ compiler (Debian: apt-get install g++; macOS: xcode-select --install)',
  },
}

/**
 * @returns  the command of each tool
 * @throws   Missing, with the advice for all that are
 */
export function findTools(env) {
  const found = {}
  const advice = []
  for (const [name, tool] of Object.entries(tools)) {
    const candidates = env[tool.variable] ? [env[tool.variable]] : tool.commands
    found[name] = candidates.map((command) => which(command, env)).find((file) => file !== null)
    if (found[name] === undefined) advice.push(tool.advice)
  }
  if (advice.length > 0) throw new Missing(advice.join('; '))
  return found
}

export function hasGpuDriver(env) {
  return existsSync('/proc/driver/nvidia/version') || which('nvidia-smi', env) !== null
}

function which(command, env) {
  if (command.includes(path.sep)) return isExecutable(command) ? command : null
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => path.join(folder, command)).find(isExecutable) ?? null
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
