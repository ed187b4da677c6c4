/** The commands about datasets, their arguments and their help. */
import type { Command } from 'commander'
import { decimal, list, wholeNumber, wholeNumbers } from '../arguments.ts'
import {
  addDataset,
  deleteDataset,
  listDatasets,
  type SpecOptions,
  showOneDataset,
} from '../commands/datasets.ts'
import type { Ask } from '../program.ts'

export function declareDatasets(program: Command, ask: Ask): void {
  const datasets = program.command('datasets').description('list, upload, show, delete datasets')
  datasets
    .command('list', { isDefault: true })
    .description('list all')
    .option('--json', 'as the API answers them')
    .action(ask(listDatasets))
  datasets
    .command('add <file>')
    .description('upload a CSV (also gzipped or zipped) or Parquet file')
    .option(
      '--spec <file>',
      'JSON file that says how to read it; the options below replace its members',
    )
    .option('--name <name>', "by default the file's")
    .option('--format <format>', "csv or parquet; by default the file's")
    .option('--task <task>', 'classification or regression')
    .option('--target <column>', 'what to predict: a name, or an index from 0')
    .option('--ignore <columns>', 'to leave out, separated by commas', list)
    .option('--categorical <columns>', 'numbers that are categories', list)
    .option('--keep <columns>', 'to learn from although they seem to number the rows', list)
    .option('--missing <texts>', 'what means "missing", separated by commas', list)
    .option('--no-header', 'the first line is data')
    .option('--delimiter <character>', "between the fields; 'tab', 'whitespace' or '\\t' too")
    .option('--decimal <mark>', "of numbers, '.' or ','")
    .option('--thousands <mark>', "between digits, such as '.' or \"'\"")
    .option('--units <signs>', "left out of numbers, such as '$,%'", list)
    .option('--datetime <columns>', 'dates; formats stand in a spec file', list)
    .option('--skip-lines <n>', 'lines before the header', wholeNumber)
    .option('--encoding <name>', 'of the text, utf-8 by default')
    .option('--drop-missing-target', 'leave out rows without a target')
    .option('--min-class-rows <n>', 'leave out classes with fewer rows', wholeNumber)
    .option('--input-shape <sizes>', 'the inputs are one tensor, e.g. 28,28,1', wholeNumbers)
    .option('--test-fraction <share>', 'rows that no search sees', decimal)
    .option('--json', 'as the API answers it')
    .action(
      ask((context, file: string, { header, ...given }: SpecOptions & { json?: boolean }) =>
        // commander's default for --no-header must not replace what the spec file says
        addDataset(context, file, header ? given : { ...given, header: false }),
      ),
    )
  datasets
    .command('show <dataset>')
    .description('its columns and warnings; by id or name')
    .option('--json', 'as the API answers it')
    .action(ask(showOneDataset))
  datasets
    .command('delete <dataset>')
    .description('by id or name; refused while studies use it')
    .action(ask(deleteDataset))
}
