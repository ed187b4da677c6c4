/** What a problem of the practical declares: its data, the ladder of settings made by hand, and the questions discussed. */

export interface Problem {
  name: string
  title: string
  metric: 'accuracy' | 'rmse' // of validation and test rows
  direction: 'maximize' | 'minimize'
  about: string // of the practical, for the report
  /** @param file  null: data that ships with the repository */
  load(file: string | null): Promise<ProblemData>
  ladder: readonly Rung[]
  questions: readonly Question[]
  /** A network with a predicted deviation, whose uncertainty is compared with this column; null: none. */
  uncertainty: { rung: string; column: string } | null
}

export interface ProblemData {
  about: string // where the rows come from
  /** Null: a dataset that the service has built in. */
  upload: { spec: Record<string, unknown>; file: Buffer } | null
  dataset: string
  preprocess: Record<string, unknown> // of every network
  /** Test rows by column name, the target included; null where only /evaluate reads them. */
  testRows: readonly Row[] | null
  target: string | null // its column in `testRows`
}

export type Row = Record<string, string | number | null>

/** One row of the ladder: a network that is trained as it is. */
export interface Rung {
  name: string
  by: string // what the practical's own run came to
  space: Space
  metric?: string // that judges its epochs, where it is not the problem's
}

export type Space = Record<string, unknown> & { epochs: number }

/** One point of the general discussion: a small grid, and how it is drawn. */
export interface Question {
  id: string
  title: string
  question: string
  space: Space
  plot:
    | { type: 'curves'; metrics: readonly string[]; by: string; labels?: string[] } // a line for each trial and metric; `labels` of options that have only an index
    | { type: 'lines'; x: string; by: string | null } // the value against a parameter
    | { type: 'heatmap'; x: string; y: string }
}
