import { z } from 'zod'
import { taggedUnion } from '../../tagged-union.ts'
import { type EncodingSpec, numericEncodings } from './numeric/index.ts'
import { targetTransforms } from './target/index.ts'

const Side = z.int().min(1).max(1024)

/** The name that stands for all columns not named. */
const others = '*'

const Encoding = taggedUnion<EncodingSpec>('numeric encoding', numericEncodings)

/** One encoding, or encodings by column. */
const NumericSpec = z.union(
  [
    Encoding,
    z
      .record(z.string(), Encoding)
      .refine(
        (columns) => Object.hasOwn(columns, others),
        `needs "${others}", for all other columns`,
      ),
  ],
  { error: (issue) => (issue.code === 'invalid_union' ? numericFault(issue) : undefined) },
)

/** Options for encoding inputs as numbers. Statistics are learned from the training rows only. */
export const PreprocessSpec = z.strictObject({
  resize: z
    .tuple([Side, Side])
    .optional()
    .describe(
      'height and width to resize images to, for inputs of shape [height, width, channels]',
    ),
  standardize: z
    .boolean()
    .default(true)
    .describe(
      'scales numbers to mean 0 and deviation 1: all values of an image, dates, and each numeric column unless numeric says otherwise',
    ),
  numeric: NumericSpec.optional().describe(
    `how numeric columns of a table are encoded: ${Object.keys(numericEncodings).join(', ')}; for all columns, or by column with "*" for those not named; default: standardize, or none if standardize is false`,
  ),
  log1pAbove: z
    .union([z.literal(false), z.number().min(0).max(1000)], {
      error: 'takes false, or a skewness from 0 to 1000',
    })
    .default(false)
    .describe(
      'takes ln(1 + x) of each numeric column without negative values whose skewness is above this, before it is encoded; false: of none',
    ),
  target: z
    .enum(['standardize', ...(Object.keys(targetTransforms) as (keyof typeof targetTransforms)[])])
    .default('standardize')
    .describe(
      'what a regression learns: the target standardised, its logarithm, its best power (boxCox), or its quantile; metrics and predictions are in the target’s own units',
    ),
  clipPredictions: z
    .union([z.boolean(), z.strictObject({ margin: z.number().min(0).max(1000) })], {
      error: 'takes true, false or {"margin": 0.1}, a number from 0 to 1000',
    })
    .default(true)
    .describe(
      'bounds the predictions of a regression to the range of the training rows, and this share of the range beyond it; true is a margin of 0.1',
    ),
  missing: z
    .enum(['mean', 'median'])
    .default('mean')
    .describe('the value that replaces a missing number; a missing text is its own level'),
  missingIndicator: z
    .boolean()
    .default(false)
    .describe('adds an input, 0 or 1, for each numeric column with missing values'),
  ordered: z
    .enum(['rank', 'thermometer', 'levels'])
    .default('rank')
    .describe(
      'how columns with an order (ordered in the dataset’s spec) are encoded: as one number, the standardised rank; as an input for each step of the order, 1 from that level on; or like other categories',
    ),
  orders: z
    .record(z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(2).max(1000))
    .optional()
    .describe(
      'levels of categorical columns in their order, from the lowest, as ordered in the dataset’s spec has them; for columns without an order there',
    ),
  minLevelRows: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('levels with fewer rows than this share one input, like those beyond maxLevels'),
  maxLevels: z
    .int()
    .min(1)
    .max(4096)
    .default(64)
    .describe(
      'number of inputs of a categorical column, for its most frequent levels; the others share one more input',
    ),
})
export type PreprocessSpec = z.infer<typeof PreprocessSpec>

/** The encoding of a numeric column. */
export function encodingOf(
  { numeric, standardize }: Pick<PreprocessSpec, 'numeric' | 'standardize'>,
  column: string,
): EncodingSpec {
  if (numeric === undefined) return Encoding.parse(standardize ? 'standardize' : 'none')
  if (!isByColumn(numeric)) return numeric
  return Object.hasOwn(numeric, column) ? numeric[column]! : numeric[others]!
}

/** The order of a column's levels that the preprocessing gives; null: none. */
export function orderOf(
  { orders = {} }: Pick<PreprocessSpec, 'orders'>,
  column: string,
): readonly string[] | null {
  return Object.hasOwn(orders, column) ? orders[column]! : null
}

/** Columns with an encoding of their own. */
export function columnsNamed({ numeric }: Pick<PreprocessSpec, 'numeric'>): string[] {
  if (numeric === undefined || !isByColumn(numeric)) return []
  return Object.keys(numeric).filter((name) => name !== others)
}

function isByColumn(numeric: object): numeric is Record<string, EncodingSpec> {
  return Object.hasOwn(numeric, others)
}

/** The fault of the form that was meant: one encoding has a type, encodings by column do not. */
function numericFault({ input, errors }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>) {
  const isByName = typeof input === 'object' && input !== null && !Object.hasOwn(input, 'type')
  const [issue] = errors[isByName ? 1 : 0] ?? []
  if (!issue) return undefined
  const [field] = issue.path
  return field === undefined || field === 'type'
    ? issue.message
    : `${String(field)}: ${issue.message}`
}
