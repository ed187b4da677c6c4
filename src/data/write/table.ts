/** A table that is written as a file, page by page. */

/** `time` cells are Dates; a null is a missing value in every type. */
export interface TableColumn {
  name: string
  type: 'int' | 'number' | 'boolean' | 'text' | 'time'
}

export type Cell = number | boolean | string | Date | null

export interface Table {
  columns: readonly TableColumn[]
  pages: AsyncIterable<Cell[][]> // rows, each with a cell for every column
}
