import { explain, explanationText } from '../explore/explain/explain.ts'
import { failureFormat } from '../explore/replay/failure-record.ts'
import { tokenOf } from '../explore/replay/token.ts'
import { UsageError } from '../kernel/errors.ts'
import { parseTime } from '../kernel/time.ts'
import { planOf } from '../simulation/plan.ts'
import { simulate } from '../simulation/simulate.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { ProgressLine } from './progress.ts'
import { requireSeed } from './run-command.ts'
import { oneScenario } from './scenario-files.ts'
import { version } from './version.ts'

export interface ExplainCommandOptions {
  readonly seed?: string
  readonly property?: string
  readonly budget: string
}

/** `lightcone explain`: a failing seed shrunk to a script, and told. */
export async function explainCommand(name: string, options: ExplainCommandOptions): Promise<ExitCode> {
  const seed = requireSeed(options.seed)
  const budget = parseTime(options.budget) / 1000
  const { scenario, file } = await oneScenario(name)
  const { violations } = simulate(scenario, { seed })
  const property = options.property ?? violations[0]?.property
  if (property === undefined) {
    console.log(`Seed ${seed} of ${file.name} violates nothing.`)
    return exitCodes.ok
  }
  if (!violations.some((violation) => violation.property === property))
    throw new UsageError(
      `Expected --property to be one that seed ${seed} of ${file.name} violates (${violations.map((violation) => violation.property).join(', ') || 'none'}), got '${property}'.`,
    )
  const line = new ProgressLine(process.stderr)
  const begun = Date.now()
  const explanation = explain(scenario, planOf(scenario, seed), property, {
    stop: () => Date.now() - begun > budget,
    progress: ({ faults, operations, nodes, pins }, trials) =>
      line.show(
        () =>
          `${trials} plans tried: ${faults} faults, ${operations} operations, ${nodes} nodes, ${pins} messages left`,
      ),
  })
  line.clear()
  console.log(explanationText(explanation))
  const { plan, hash } = explanation
  const message = explanation.violation.message
  const record = {
    format: failureFormat,
    engine: version,
    scenario: file.name,
    property,
    plan,
    hash,
    message,
  } as const
  console.log(`\nTo see it again: npx lightcone replay ${tokenOf(record)}`)
  return exitCodes.violated
}
