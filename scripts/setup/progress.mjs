/** One line about what the set-up is doing: rewritten in place on a terminal, repeated now and then in a log. */
const LOG_EVERY_MS = 10_000

export function createProgress(stream = process.stderr) {
  const isTerminal = stream.isTTY === true
  let isOpen = false
  let loggedAt = 0
  let head = 'setup'

  const clear = () => {
    if (isOpen) stream.write('\r\x1b[2K')
    isOpen = false
  }
  return {
    /** What follows is about this one of several steps. */
    step({ number, of }) {
      head = of > 1 ? `setup ${number}/${of}` : 'setup'
    },
    /** A finished fact: a line that stays. */
    say(text) {
      clear()
      stream.write(`${head}: ${text}\n`)
    },
    /** The state of something under way; the next call replaces it. */
    update(text) {
      if (isTerminal) {
        stream.write(`\r\x1b[2K${`${head}: ${text}`.slice(0, (stream.columns ?? 80) - 1)}`)
        isOpen = true
      } else if (Date.now() - loggedAt > LOG_EVERY_MS) {
        loggedAt = Date.now()
        stream.write(`${head}: ${text}\n`)
      }
    },
    clear,
  }
}

/** Shows `text`, and how long it has taken, until `work` ends. */
export async function whileShowing(progress, text, work) {
  const startedAt = Date.now()
  const describe = typeof text === 'function' ? text : () => text
  const show = () =>
    progress.update(`${describe()} ${Math.round((Date.now() - startedAt) / 1000)} s`)
  show()
  const timer = setInterval(show, 500)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    progress.clear()
  }
}

/** `▓▓▓▓▓░░░░░  52 %  142/274 MB`, or only the megabytes while the total is not known. */
export function bar(bytes, totalBytes) {
  const megabytes = (count) => Math.round(count / 1e6)
  if (totalBytes === null) return `${megabytes(bytes)} MB`
  // pip copies a finished file, and for a moment both count
  const arrived = Math.min(bytes, totalBytes)
  const share = arrived / totalBytes
  const filled = Math.floor(share * 20)
  const percent = String(Math.floor(share * 100)).padStart(3)
  return `${'▓'.repeat(filled)}${'░'.repeat(20 - filled)} ${percent} %  ${megabytes(arrived)}/${megabytes(totalBytes)} MB`
}
