/** The terminal as commands see it; injected, so that tests can read the output. */
export interface Terminal {
  /** Writes to standard output: results, for `>` and `|`. */
  write(text: string): void
  /** Writes to standard error: errors and hints. */
  writeError(text: string): void
  /** Is the output a terminal that can be redrawn? */
  isInteractive: boolean
  /** Current width; it changes when the window is resized. */
  columns(): number
}

const columnsOfPipes = 160

export const processTerminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  isInteractive: process.stdout.isTTY === true,
  columns: () => process.stdout.columns ?? columnsOfPipes,
}
