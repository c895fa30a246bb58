#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { usualCorpus } from '../corpus/usual-corpus.ts'
import { version } from '../corpus/version.ts'
import { strategyNames } from '../explore/search/strategy-names.ts'
import { orderNames } from '../explore/verify/order/order-names.ts'
import { UsageError } from '../kernel/errors.ts'
import type { CheckHistoryCommandOptions } from './check-history-command.ts'
import type { CorpusCommandOptions, PruneOptions } from './corpus-command.ts'
import type { DiffCommandOptions } from './diff-command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import type { ExplainCommandOptions } from './explain-command.ts'
import { parseJobs } from './jobs.ts'
import type { ListCommandOptions } from './list-command.ts'
import { reductionsOff, reductionsOn } from './reduction-options.ts'
import type { ReplayCommandOptions } from './replay-command.ts'
import type { RunCommandOptions } from './run-command.ts'
import { seedsAskedFor } from './seeds.ts'
import type { VerifyCommandOptions } from './verify-command.ts'

/**
 * Ends the process with what the command came to. Each command is loaded when it is called for: the engine takes longer
 * to load than a help text to read.
 */
function ending<Given extends unknown[]>(command: (...given: Given) => Promise<ExitCode>) {
  return async (...given: Given) => {
    process.exitCode = await command(...given)
  }
}

/** For options that may be given several times. */
function collected(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

const program = new Command('lightcone')
  .description('Simulates distributed systems: virtual time, injected faults, seeds that replay to the byte.')
  .version(version)
  .exitOverride()
  .showSuggestionAfterError()

program
  .command('run')
  .description('run scenarios over many seeds, and say what held and what broke')
  .argument('[scenarios...]', 'files, folders, or names under scenarios/; all of these by default')
  .option('--seeds <count or A..B>', 'how many seeds, or which', '100')
  .option('--seed <seed>', 'only this seed')
  .option('--strategy <name>', `how runs are chosen: ${strategyNames.join(', ')}`, 'random')
  .option('--until-quiet [percentage]', 'stop once a further seed reaches something new that rarely (1%)')
  .option('--jobs <threads>', 'worker threads; one for each core by default')
  .option('--until <time>', 'end each run early, such as 500ms or 10s')
  .option('--json', 'one JSON object a line on standard output')
  .option('--check-determinism', 'run every seed twice, and name the first event that differs')
  .option('--strict', 'exit 2 when a fault never struck or a property was never put at risk')
  .option('--report <file>', 'write one run as a page: the first failing seed, or else the first')
  .option('--export <file>', 'write that run to a .jsonl, .log, .json, .mmd or .edn file')
  .option('--format <format>', 'jsonl, shiviz, chrome, mermaid or edn, whatever the name of the file')
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .option(
    '--corpus <folder>',
    'where failures are saved, and replayed from before anything else',
    usualCorpus,
  )
  .option('--no-corpus', 'replay no saved failures, and save none')
  .action(
    ending(async (given: string[], options: RunCommandOptions) => {
      const { RunWorkers } = await import('./run-workers.ts')
      const seeds = seedsAskedFor(options)
      const workers = new RunWorkers(parseJobs(options.jobs), seeds)
      try {
        return await (await import('./run-command.ts')).runCommand(given, options, seeds, workers)
      } finally {
        await workers.end()
      }
    }),
  )

program
  .command('replay')
  .description('run one seed, or the failure that a token carries, and print what happens')
  .argument('<scenario, token or file>', 'a scenario with --seed, or a saved failure')
  .argument('[scenarios...]', 'where the scenario of a saved failure is; under its name by default')
  .option('--seed <seed>')
  .option('--until <moment>', "stop at 412ms, at event '#120' or at 'n2 crashes', and show the nodes")
  .option('--without <part>', 'leave out fault#2, operation#3, pin#1 or a node (repeatable)', collected, [])
  .option('--inject <fault>', "let 'crash n1' happen besides, in words or JSON (repeatable)", collected, [])
  .option('--at <time>', 'when the injected fault strikes', collected, [])
  .option('--expect-pass', 'exit with 0 when it holds now, 1 when it fails, 125 when that cannot be told')
  .option('--export <file>', 'write the run to a .jsonl, .log, .json, .mmd or .edn file')
  .option('--format <format>', 'jsonl, shiviz, chrome, mermaid or edn, whatever the name of the file')
  .option('--report <file>', 'write the run as a page, to be opened in a browser')
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .action(
    ending(async (name: string, given: string[], options: ReplayCommandOptions) =>
      (await import('./replay-command.ts')).replayCommand(name, given, options),
    ),
  )

program
  .command('explain')
  .description('shrink a failing seed to a short script, and tell what happens in it')
  .argument('<scenario, token or file>', 'a scenario with --seed, or a saved failure')
  .argument('[scenarios...]', 'where the scenario of a saved failure is; under its name by default')
  .option('--seed <seed>')
  .option('--property <name>', 'which of the violated properties; the first by default')
  .option('--budget <time>', 'how long to shrink', '30s')
  .option('--report <file>', 'write the shrunk run as a page, to be opened in a browser')
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .option('--corpus <folder>', 'where the shrunk failure is saved', usualCorpus)
  .option('--no-corpus', 'save nothing')
  .action(
    ending(async (name: string, given: string[], options: ExplainCommandOptions) =>
      (await import('./explain-command.ts')).explainCommand(name, given, options),
    ),
  )

program
  .command('verify')
  .description('look at everything that can happen in scenarios, within the bounds that they state')
  .argument('[scenarios...]', 'files, folders, or names under scenarios/; all that state bounds by default')
  .option('--seed <seed>', 'from which the operations of clients are drawn; 1 by default')
  .option('--order <name>', `in which order to look: ${orderNames.join(', ')}`, 'breadth')
  .option('--walks <count>', 'how many walks to take in the order random; 1000, or as many as --time allows')
  .option('--jobs <threads>', 'threads that share a large search in breadth; one for each core by default')
  .option(
    '--without <reduction>',
    `look at all that ${reductionsOn.join(', ')} spares; again for several`,
    collected,
    [],
  )
  .option(
    '--with <reduction>',
    `${reductionsOff.join(', ')}: take one order only of steps that commute`,
    collected,
    [],
  )
  .option('--depth <steps>', 'how deep to look at most; 1000 steps for a random walk')
  .option('--states <count>', 'stop once so many states were visited: in breadth, when that depth is done')
  .option('--memory <megabytes>', 'how much memory for all that is kept at most; 1000 by default')
  .option('--time <time>', 'how long to search at most, such as 30s')
  .option('--checkpoint <file>', 'keep the search there: every minute, at Ctrl-C, when a bound runs out')
  .option('--resume <file>', 'go on with the search that was kept there, with larger bounds if need be')
  .option('--budget <time>', 'how long to shrink a counterexample', '10s')
  .option('--step', 'choose what happens next yourself, see what changes, and go back')
  .option('--json', 'one JSON object a line on standard output')
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .action(
    ending(async (given: string[], options: VerifyCommandOptions) =>
      (await import('./verify-command.ts')).verifyCommand(given, options),
    ),
  )

program
  .command('diff')
  .description('compare two runs of a scenario: the first decision in which they part')
  .argument('<scenario>')
  .argument('<a>', 'a seed, or a saved failure as a token or a file')
  .argument('<b>', 'the other')
  .option('--context <lines>', 'how many lines of the transcripts to show before and after', '5')
  .option('--json', 'one JSON object on standard output')
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .action(
    ending(async (name: string, a: string, b: string, options: DiffCommandOptions) =>
      (await import('./diff-command.ts')).diffCommand(name, a, b, options),
    ),
  )

program
  .command('list')
  .description('list the scenarios, or the planted bugs')
  .argument('[scenarios...]')
  .option('--bugs', 'the planted bugs of the protocols instead')
  .option('--json', 'one JSON object a line')
  .action(
    ending(async (given: string[], options: ListCommandOptions) =>
      (await import('./list-command.ts')).listCommand(given, options),
    ),
  )

const corpus = program.command('corpus').description('the failures that are saved')

corpus
  .command('list')
  .description('list the saved failures, and what comes of each now')
  .option('--corpus <folder>', 'where they stand', usualCorpus)
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .option('--json', 'one JSON object a line')
  .action(
    ending(async (options: CorpusCommandOptions) =>
      (await import('./corpus-command.ts')).corpusListCommand(options),
    ),
  )

corpus
  .command('prune')
  .description('remove what can not be replayed any more, and what is saved twice')
  .option('--passing', 'also those whose property holds now')
  .option('--dry-run', 'only say what would be removed')
  .option('--corpus <folder>', 'where they stand', usualCorpus)
  .option('--stall <time>', 'give up on a handler that does not return for so long', '10s')
  .action(
    ending(async (options: PruneOptions) =>
      (await import('./corpus-command.ts')).corpusPruneCommand(options),
    ),
  )

program
  .command('check-history')
  .description('judge a history that another tool recorded (EDN, JSON, NDJSON, log lines)')
  .argument('<file>', 'or - for standard input')
  .option('--model <name>', 'what the operations are on: register, cas-register, list-append, …')
  .option('--initial <value>', 'the value before the first write: nil, or JSON')
  .option('--failures <meaning>', 'what a failed operation says of the state: ignored or observed', 'ignored')
  .option('--consistency <level>', 'such as serializable; strict-serializable by default')
  .option('--format <format>', 'edn, json or log; by default what the file looks like')
  .option('--keys <kind>', 'independent ([key, value]) or single; by default what the file looks like')
  .option('--budget <time>', 'how long to look for an answer', '30s')
  .option('--json', 'one JSON object on standard output')
  .action(
    ending(async (file: string, options: CheckHistoryCommandOptions) =>
      (await import('./check-history-command.ts')).checkHistoryCommand(file, options),
    ),
  )

// A reader that has seen enough (| head) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.ok)
  throw error
})
// What nobody reads there changes no result.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reported(error)
}

function reported(error: unknown): ExitCode {
  // Commander has printed its sentence, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  if (error instanceof UsageError) {
    console.error(error.message)
    return exitCodes.usage
  }
  console.error(`A mistake of lightcone's own: ${error instanceof Error ? error.stack : String(error)}`)
  return exitCodes.internal
}
