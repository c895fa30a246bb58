import { bugZoo } from '../explore/bug-zoo.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { findScenarioFiles, loadScenario } from './scenario-files.ts'

export interface ListCommandOptions {
  readonly bugs?: true
  readonly json?: true
}

/** `lightcone list`: the scenarios with what one learns from them, or the planted bugs. */
export async function listCommand(given: readonly string[], options: ListCommandOptions): Promise<ExitCode> {
  const rows = options.bugs ? bugRows() : await scenarioRows(given)
  if (options.json) for (const { json } of rows) console.log(JSON.stringify(json))
  else {
    const width = Math.max(...rows.map(({ name }) => name.length))
    for (const { name, text } of rows) console.log(`${name.padEnd(width)}  ${text}`)
  }
  return exitCodes.ok
}

async function scenarioRows(given: readonly string[]) {
  const rows = []
  for (const file of findScenarioFiles(given)) {
    const { title, holds, violates } = await loadScenario(file)
    const names = (properties: typeof holds) => properties.map(({ name }) => name)
    const json = { scenario: file.name, title, holds: names(holds), violates: names(violates) }
    rows.push({ name: file.name, text: title, json })
  }
  return rows
}

function bugRows() {
  const width = Math.max(...bugZoo.map(({ protocol }) => protocol.length))
  return bugZoo.map((bug) => ({
    name: `${bug.id.padEnd(5)} ${bug.protocol.padEnd(width)}  ${bug.name}`,
    text: `violates ${bug.violates}: ${bug.brokenRule}`,
    json: bug,
  }))
}
