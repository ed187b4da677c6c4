/** Dataset commands: arguments and help. */
import type { Command } from 'commander'
import { decimal, list, wholeNumber, wholeNumbers } from '../arguments.ts'
import {
  addDataset,
  deleteDataset,
  listDatasets,
  type SpecOptions,
  showOneDataset,
} from '../commands/datasets.ts'
import type { WithClient } from '../program.ts'

export function declareDatasets(program: Command, ask: WithClient): void {
  const datasets = program.command('datasets').description('list, upload, show and delete datasets')
  datasets
    .command('list', { isDefault: true })
    .description('list all datasets')
    .option('--json', 'print the JSON of the API')
    .action(ask(listDatasets))
  datasets
    .command('add <file>')
    .description('upload a CSV (also gzipped or zipped) or Parquet file')
    .option('--spec <file>', 'dataset spec as a JSON file; options below override it')
    .option('--name <name>', 'name of the dataset (default: the file name)')
    .option('--format <format>', 'such as csv or parquet (default: by the file name)')
    .option('--task <task>', 'classification or regression')
    .option('--target <column>', 'column to predict: a name, or an index from 0')
    .option('--ignore <columns>', 'columns to leave out, separated by commas', list)
    .option('--categorical <columns>', 'columns to read as categories', list)
    .option('--keep <columns>', 'columns to use although they look like row numbers', list)
    .option('--missing <texts>', 'texts that mean "missing", separated by commas', list)
    .option('--no-header', 'the first line is data, not column names')
    .option('--delimiter <character>', "field delimiter; also 'tab', 'whitespace' or '\\t'")
    .option('--decimal <mark>', "decimal mark, '.' or ','")
    .option('--thousands <mark>', "digit group separator, such as '.' or \"'\"")
    .option('--units <signs>', "signs to remove from numbers, such as '$,%'", list)
    .option('--datetime <columns>', 'date columns (give formats in a spec file)', list)
    .option('--skip-lines <n>', 'lines to skip before the header', wholeNumber)
    .option('--skip-below-header <n>', 'lines to skip below the header, such as units', wholeNumber)
    .option('--skip-last-lines <n>', 'lines to skip at the end, such as totals', wholeNumber)
    .option('--encoding <name>', 'text encoding (default: utf-8)')
    .option('--drop-missing-target', 'leave out rows without a target')
    .option('--min-class-rows <n>', 'leave out classes with fewer rows', wholeNumber)
    .option('--input-shape <sizes>', 'read the inputs as one tensor, such as 28,28,1', wholeNumbers)
    .option('--test-fraction <share>', 'share of rows to hold back as test rows', decimal)
    .option('--json', 'print the JSON of the API')
    .action(
      ask((context, file: string, { header, ...given }: SpecOptions & { json?: boolean }) =>
        // commander's default for --no-header must not override the spec file
        addDataset(context, file, header ? given : { ...given, header: false }),
      ),
    )
  datasets
    .command('show <dataset>')
    .description('show columns and warnings of a dataset (id or name)')
    .option('--json', 'print the JSON of the API')
    .action(ask(showOneDataset))
  datasets
    .command('delete <dataset>')
    .description('delete a dataset (id or name) that no study uses')
    .action(ask(deleteDataset))
}
