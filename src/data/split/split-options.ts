/** Options of splits that are not random, shared by validations and test rows. */
import { z } from 'zod'

const ColumnName = z.string().min(1).max(200)

export const Order = z
  .union([ColumnName, z.literal(true)])
  .describe(
    'a column of numbers or dates: the latest rows are held back; true: uses the order of the file',
  )

export const Group = ColumnName.describe(
  'a column: rows that share a value of it stay together, either all trained on or all held back',
)

export const SplitName = ColumnName.describe(
  'a column whose values say what each row is for: train, validation or test',
)

/** How a dataset's test rows are chosen if not at random: exactly one of the three options. */
export const TestOption = z
  .strictObject({ order: Order, group: Group, split: SplitName })
  .partial()
  .describe(
    'how to choose the test rows if not at random: the latest rows, whole groups, or the rows that a column marks',
  )
