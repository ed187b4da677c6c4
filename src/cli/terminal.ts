/** What the commands know of the terminal; passed in, so that tests read what was written. */
export interface Terminal {
  /** Results: what `>` and `|` take. */
  write(text: string): void
  /** Faults and hints. */
  writeError(text: string): void
  /** Is it a person who looks, at something that can be drawn over? */
  isInteractive: boolean
  /** Its width now; people resize windows. */
  columns(): number
}

const columnsOfPipes = 160

export const processTerminal: Terminal = {
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
  isInteractive: process.stdout.isTTY === true,
  columns: () => process.stdout.columns ?? columnsOfPipes,
}
