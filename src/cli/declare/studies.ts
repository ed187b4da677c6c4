/** The commands about studies, their arguments and their help. */
import { type Command, Option } from 'commander'
import { decimal, trialNumber, wholeNumber } from '../arguments.ts'
import { change, deleteStudy, extend } from '../commands/change.ts'
import { doctor } from '../commands/doctor.ts'
import { exportTrials } from '../commands/export.ts'
import { evaluate, predict } from '../commands/models.ts'
import { attach, run } from '../commands/run.ts'
import { show } from '../commands/show.ts'
import { leaderboard, studies } from '../commands/studies.ts'
import type { Ask } from '../program.ts'

const asJson = ['--json', 'as the API answers it'] as const
const study = 'its id, or its name where only one study has it'

export function declareStudies(program: Command, ask: Ask): void {
  program
    .command('run')
    .argument('<study.json>', 'the study; - is standard input')
    .description('post a study, watch it, show its leaderboard')
    .option('--watch', 'follow it until it ends', true)
    .option('--no-watch', 'post it and print its id')
    .option('--json', 'print the result as JSON, and nothing else')
    .option('--limit <n>', 'rows of the leaderboard', wholeNumber, 10)
    .action(ask(run))
  program
    .command('attach')
    .argument('<study>', study)
    .description('watch a study that was posted before')
    .option('--json', 'print the result as JSON, and nothing else')
    .option('--limit <n>', 'rows of the leaderboard', wholeNumber, 10)
    .action(ask(attach))
  declareReading(program, ask)
  declareChanging(program, ask)
  declareModels(program, ask)
}

function declareReading(program: Command, ask: Ask): void {
  program
    .command('studies')
    .description('list the newest studies')
    .option('--json', 'as the API answers them')
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
    .argument('[trial]', 'a number, or best', (text) =>
      text === 'best' ? ('best' as const) : trialNumber(text),
    )
    .description('show a study with its specification, or one of its trials')
    .option(...asJson)
    .action(ask(show))
  program
    .command('export')
    .argument('<study>', study)
    .description('write all trials of a study')
    .addOption(new Option('--format <format>').choices(['csv', 'json']).default('csv'))
    .option('--output <file>', 'default: standard output')
    .action(ask(exportTrials))
  program
    .command('doctor')
    .description('check that what is stored of studies agrees with itself; exit code 1 if not')
    .option('--study <study>', 'one study, by its id or name; by default all')
    .option('--json', 'a line of JSON for each study')
    .action(ask(doctor))
}

const verbs = {
  pause: 'start no more trials; what is trained is kept',
  resume: 'go on with a paused study',
  cancel: 'end a study and its running trials',
}

function declareChanging(program: Command, ask: Ask): void {
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
    .description('add to the budget; a study that had used it up goes on')
    .option('--trials <n>', 'more trials', wholeNumber)
    .option('--seconds <n>', 'more seconds', decimal)
    .option('--target <value>', 'another value that ends the search', decimal)
    .action(ask(extend))
  program
    .command('delete')
    .argument('<study>', study)
    .description('delete a study with its trials and models')
    .option('--force', 'also while it runs')
    .action(ask(deleteStudy))
}

function declareModels(program: Command, ask: Ask): void {
  program
    .command('predict')
    .argument('<study>', study)
    .argument('<rows.json>', 'a row or a list of rows, as JSON; - is standard input')
    .description('predict with the model of a trial')
    .option('--trial <n>', 'default: the best one', trialNumber)
    .option(...asJson)
    .action(ask(predict))
  program
    .command('evaluate')
    .argument('<study>', study)
    .description('judge the model of a trial by the rows that no search saw')
    .option('--trial <n>', 'default: the best one', trialNumber)
    .option(...asJson)
    .action(ask(evaluate))
}
