/** Study commands: arguments and help. */
import { type Command, Option } from 'commander'
import { decimal, trialNumber, wholeNumber } from '../arguments.ts'
import { change, deleteStudy, extend } from '../commands/change.ts'
import { doctor } from '../commands/doctor.ts'
import { exportStudy, formats } from '../commands/export.ts'
import { downloadModel, evaluate, predict } from '../commands/models.ts'
import { attach, run } from '../commands/run.ts'
import { show } from '../commands/show.ts'
import { leaderboard, studies } from '../commands/studies.ts'
import type { WithClient } from '../program.ts'

const asJson = ['--json', 'print the JSON of the API'] as const
const study = 'id, or name if it is unique'

export function declareStudies(program: Command, ask: WithClient): void {
  program
    .command('run')
    .argument('<study.json>', 'study as JSON; - reads standard input')
    .description('create a study, follow it and show its leaderboard')
    .option('--watch', 'follow it until it ends', true)
    .option('--no-watch', 'only create it and print its id')
    .option('--json', 'print only the result, as JSON')
    .option('--limit <n>', 'rows of the leaderboard', wholeNumber, 10)
    .action(ask(run))
  program
    .command('attach')
    .argument('<study>', study)
    .description('follow an existing study')
    .option('--json', 'print only the result, as JSON')
    .option('--limit <n>', 'rows of the leaderboard', wholeNumber, 10)
    .action(ask(attach))
  declareReading(program, ask)
  declareChanging(program, ask)
  declareModels(program, ask)
}

function declareReading(program: Command, ask: WithClient): void {
  program
    .command('studies')
    .description('list the newest studies')
    .option('--json', 'print the JSON of the API')
    .option('--limit <n>', 'rows', wholeNumber, 20)
    .action(ask(studies))
  program
    .command('leaderboard')
    .argument('<study>', study)
    .description('show the best trials of a study')
    .option(...asJson)
    .option('--limit <n>', 'rows', wholeNumber, 20)
    .action(ask(leaderboard))
  program
    .command('show')
    .argument('<study>', study)
    .argument('[trial]', 'number of a trial, or "best"', (text) =>
      text === 'best' ? ('best' as const) : trialNumber(text),
    )
    .description('show a study or one of its trials')
    .option(...asJson)
    .action(ask(show))
  program
    .command('export')
    .argument('<study>', study)
    .description('export all trials of a study, or their epochs')
    .addOption(new Option('--csv', 'CSV (the default)').conflicts(['parquet', 'json', 'format']))
    .addOption(new Option('--parquet', 'Apache Parquet').conflicts(['json', 'format']))
    .addOption(new Option('--json', 'JSON of the API').conflicts('format'))
    .addOption(new Option('--format <format>', 'the same by name').choices(formats))
    .option('-o, --output <file>', 'default: standard output; its ending can give the format')
    .option('--epochs', 'a row for each epoch')
    .action(ask(exportStudy))
  program
    .command('doctor')
    .description('check stored studies for inconsistencies (exit code 1 if any)')
    .option('--study <study>', 'id or name (default: all studies)')
    .option('--json', 'one line of JSON per study')
    .action(ask(doctor))
}

const verbs = {
  pause: 'pause a study: running trials keep their checkpoints',
  resume: 'resume a paused study',
  cancel: 'cancel a study and its running trials',
}

function declareChanging(program: Command, ask: WithClient): void {
  for (const [verb, help] of Object.entries(verbs) as [keyof typeof verbs, string][]) {
    program
      .command(verb)
      .argument('<study>', study)
      .description(help)
      .action(ask((context, idOrName: string) => change(context, verb, idOrName)))
  }
  program
    .command('extend')
    .argument('<study>', study)
    .description('add to the budget, and resume a study that had used it up')
    .option('--trials <n>', 'more trials', wholeNumber)
    .option('--seconds <n>', 'more seconds', decimal)
    .option('--target <value>', 'new target value', decimal)
    .action(ask(extend))
  program
    .command('delete')
    .argument('<study>', study)
    .description('delete a study with its trials and models')
    .option('--force', 'delete it even if it is running')
    .action(ask(deleteStudy))
}

function declareModels(program: Command, ask: WithClient): void {
  program
    .command('predict')
    .argument('<study>', study)
    .argument('<rows.json>', 'one row or a list of rows as JSON; - reads standard input')
    .description('predict with the model of a trial')
    .option('--trial <n>', 'number of the trial (default: the best)', trialNumber)
    .option(...asJson)
    .action(ask(predict))
  program
    .command('evaluate')
    .argument('<study>', study)
    .description('evaluate the model of a trial on the test rows')
    .option('--trial <n>', 'number of the trial (default: the best)', trialNumber)
    .option(...asJson)
    .action(ask(evaluate))
  program
    .command('model')
    .argument('<study>', study)
    .description('download the model of a study for programs that need no Sweepd')
    .option('--trial <n>', 'number of a trial (default: the model of the study)', trialNumber)
    .requiredOption(
      '--format <format>',
      'savedmodel, onnx, tfjs, keras-weights, or card: the model card alone',
    )
    .requiredOption('-o, --output <file>', 'a ZIP archive, one ONNX file, or the card as JSON')
    .action(ask(downloadModel))
}
