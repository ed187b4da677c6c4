/** Commands that repeat the training of a trial: arguments and help. */
import type { Command } from 'commander'
import { decimal, trialNumber } from '../arguments.ts'
import { reproduce } from '../commands/reproduce.ts'
import type { ExitCode } from '../exit-codes.ts'
import type { WithClient } from '../program.ts'

/** Loads TensorFlow, so it is imported when it is called. */
export type Retrain = (options: { folder: string; tolerance: number }) => Promise<ExitCode>

export function declareRepeating(
  program: Command,
  ask: WithClient,
  { retrain, version }: { retrain: Retrain; version: string },
): void {
  program
    .command('reproduce')
    .argument('<study>', 'id, or name if it is unique')
    .argument('[trial]', 'number of a complete trial (default: the best)', trialNumber)
    .description('write a folder with all that it takes to train a trial again')
    .option('-o, --output <folder>', 'default: reproduce-STUDY-TRIAL; must not exist')
    .action(
      ask((context, study: string, trial: number | undefined, { output }: { output?: string }) =>
        reproduce(context, study, { trial, output, version }),
      ),
    )
  program
    .command('retrain')
    .argument('<folder>', 'as `reproduce` wrote it')
    .description('train that trial again, without a server, and compare bit for bit')
    .option('--tolerance <share>', 'accept numbers that differ by this share', decimal, 0)
    .action(
      ask((_, folder: string, { tolerance }: { tolerance: number }) =>
        retrain({ folder, tolerance }),
      ),
    )
}
