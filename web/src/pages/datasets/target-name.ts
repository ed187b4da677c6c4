/** The name of the column that is learned; undefined: the columns have no target. */
export const targetName = (
  columns: readonly { role: string; name: string }[],
): string | undefined => columns.find(({ role }) => role === 'target')?.name
