/** How the commands end: scripts branch on these. */
export const exitCodes = {
  ok: 0,
  noTrialCompleted: 1,
  unsound: 1, // doctor found a fault
  refused: 2, // bad usage, or a 4xx of the server
  broken: 3, // no server, or one that fails
  interrupted: 130, // Ctrl-C, as shells count it
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
