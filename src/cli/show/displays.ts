/** Displays of a study's progress: redrawn in place, line by line, or none. */

import type { Terminal } from '../terminal.ts'
import { formatStatus, showFrame } from './progress.ts'
import type { Display } from './watch.ts'

/** Redraws each frame over the previous one. */
export function liveDisplay({ write, columns }: Terminal): Display {
  let lines = 0
  return {
    update(study, leaderboard) {
      const frame = showFrame(study, leaderboard, { width: columns() })
      // up to the first line of the last frame, then clear from there
      const back = lines === 0 ? '' : `\r\u001b[${lines}A\u001b[J`
      write(`${back}${frame}\n`)
      lines = frame.split('\n').length
    },
  }
}

/** Prints a line whenever a trial ends, for logs and pipes. */
export function plainDisplay({ write }: Terminal): Display {
  let last = ''
  return {
    update(study) {
      const { trials, best } = study
      const change = JSON.stringify([trials.complete, trials.pruned, trials.failed, best])
      if (change === last) return
      last = change
      write(`${formatStatus(study)}\n`)
    },
  }
}

export const silentDisplay: Display = { update() {} }
