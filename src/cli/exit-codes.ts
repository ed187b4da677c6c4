/** Exit codes of the commands, for scripts. */
export const exitCodes = {
  ok: 0,
  noTrialCompleted: 1,
  unsound: 1, // doctor found an inconsistency
  differs: 1, // a training that was repeated came to other numbers
  refused: 2, // invalid usage, or a 4xx from the server
  broken: 3, // server unreachable, or a 5xx
  interrupted: 130, // Ctrl-C: 128 + SIGINT, the convention of shells
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
