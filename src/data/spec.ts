import { z } from 'zod'
import { unknownName } from '../schema-faults.ts'
import { Task } from './dataset.ts'
import { formatFault } from './dates/format.ts'
import { type FormatName, formats } from './formats/index.ts'
import { maxColumns } from './limits.ts'
import { TestOption } from './split/split-options.ts'

const defaultTestFraction = 0.1
const leastForTest = 500

const ColumnReference = z
  .union([z.string().min(1).max(200), z.int().min(0)])
  .describe('a column name, or its index from 0')

const InputShape = z
  .array(z.int().min(1).max(maxColumns))
  .min(1)
  .max(4)
  .describe('reads the input columns, in order, as one tensor of this shape, such as [28, 28, 1]')

const DateFormat = z
  .string()
  .max(100)
  .superRefine((format, context) => {
    const fault = formatFault(format)
    if (fault) context.addIssue({ code: 'custom', message: fault })
  })
  .describe('a Unicode date pattern, such as dd.MM.yyyy HH:mm')

/** Options that every format shares. The format's own options stand beside them, on the same level. */
const common = {
  name: z
    .string()
    .max(80)
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, ".", "_" and "-" are accepted')
    .describe('a unique name; studies may refer to the dataset by it'),
  task: Task.optional().describe(
    'default: classification if the target has texts or two values, regression if it has more than 20 distinct numbers',
  ),
  target: ColumnReference.optional().describe(
    'the column to predict: its name, or its index from 0; default: the column named target, label, class, y, outcome or response',
  ),
  ignore: z.array(ColumnReference).max(maxColumns).default([]).describe('columns to leave out'),
  missing: z
    .array(z.string().max(100))
    .max(100)
    .default([])
    .describe('texts that mean "missing", besides the empty text'),
  categorical: z
    .array(ColumnReference)
    .max(maxColumns)
    .default([])
    .describe(
      'columns to treat as categories: texts as in the file, even if they look like numbers',
    ),
  ordered: z
    .record(z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(2).max(1000))
    .optional()
    .describe(
      'columns whose texts have an order: all of them, from the lowest to the highest, such as {"quality": ["poor", "fair", "good"]}',
    ),
  datetime: z
    .union([
      z.array(ColumnReference).max(maxColumns),
      z.record(z.string().min(1).max(200), DateFormat),
    ])
    .default([])
    .describe(
      'columns of dates: their names, or an object from name to format such as "dd.MM.yyyy HH:mm"; other date columns are detected',
    ),
  sampleWeight: ColumnReference.optional().describe(
    'a column of row weights, which is not an input: how much each row counts in the loss, 0 or more',
  ),
  keep: z
    .array(ColumnReference)
    .max(maxColumns)
    .default([])
    .describe('columns to use as inputs although they seem only to number the rows'),
  inputShape: InputShape.optional(),
  dropMissingTarget: z
    .boolean()
    .default(false)
    .describe('leaves out rows without a target; otherwise a file with such rows is refused'),
  minClassRows: z
    .int()
    .min(2)
    .max(1_000_000)
    .optional()
    .describe(
      'leaves out the rows of classes with fewer rows than this; otherwise a class of one row is refused',
    ),
  testFraction: z
    .number()
    .min(0)
    .max(0.5)
    .optional()
    .describe(
      `share of the rows held back from every search for the final evaluation; default: ${defaultTestFraction} from ${leastForTest} rows up, else 0`,
    ),
  test: TestOption.optional(),
}

const Common = z.strictObject(common)

/** A checked spec. The format's own options are on the same object; `formats[spec.format].read` picks them out. */
export type DatasetSpec = z.infer<typeof Common> & { format: FormatName }

/** A spec completed with the task and the target inferred from the file. */
export type WholeSpec = DatasetSpec & { task: Task; target: string | number }

const variants = Object.entries(formats).map(([format, { options }]) =>
  z.strictObject({ ...common, format: z.literal(format), ...options.shape }),
)

/** How to read an uploaded file. */
export const DatasetSpec = z
  .discriminatedUnion('format', variants as [(typeof variants)[number], ...typeof variants], {
    error: ({ code, input }) =>
      code === 'invalid_union'
        ? unknownName('format', (input as { format?: unknown }).format, Object.keys(formats))
        : undefined,
  })
  .meta({ id: 'DatasetSpec' }) as unknown as z.ZodType<DatasetSpec>

/** Share of the rows held back from every search: the given one, or the default. */
export function chooseTestFraction(
  { testFraction, test }: Pick<DatasetSpec, 'testFraction' | 'test'>,
  rows: number,
): number {
  const isByDefault = rows >= leastForTest || test !== undefined
  return testFraction ?? (isByDefault ? defaultTestFraction : 0)
}
