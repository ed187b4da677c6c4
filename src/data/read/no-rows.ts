import { Problem } from '../../errors.ts'

/**
 * Refuses a table without rows.
 *
 * @param remedy  what to do if there should be rows
 * @throws Problem invalid-dataset, always
 */
export function refuseNoRows(
  { rows, columns }: { rows: number; columns: number },
  remedy = '',
): void {
  if (rows > 0) return
  const count = columns === 1 ? '1 column' : `${columns} columns`
  const detail = `the file has a header of ${count} and no rows${remedy}`
  throw new Problem('invalid-dataset', 'The file has no rows.', [{ pointer: '/file', detail }])
}
