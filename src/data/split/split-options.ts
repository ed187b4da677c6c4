/** Options of splits that are not at random, shared by validations and test rows. */
import { z } from 'zod'

const ColumnName = z.string().min(1).max(200)

export const Order = z
  .union([ColumnName, z.literal(true)])
  .describe(
    'a column of numbers or dates: the latest rows are held back; true: the order of the file',
  )

export const Group = ColumnName.describe(
  'a column: rows that share its value stay together, all trained on or all held back',
)

export const SplitName = ColumnName.describe(
  'a column whose values say what each row is for: train, validation or test',
)

/** How a dataset's test rows are chosen where not at random: exactly one of the three. */
export const TestOption = z
  .strictObject({ order: Order, group: Group, split: SplitName })
  .partial()
  .describe(
    'how to choose the test rows where they should not be random: the latest, whole groups, or those that a column names',
  )
