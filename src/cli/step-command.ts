import { createInterface } from 'node:readline'
import { type Choice, Stepper } from '../explore/verify/stepper.ts'
import type { Scenario } from '../simulation/scenario.ts'
import { shortJson } from '../trace/short-json.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { paint } from './paint.ts'
import { stepText } from './step-text.ts'

const help = 'a number: take that step; b: back; s: the states of all nodes; q: quit'

/** `lightcone verify --step`: a person chooses what happens next, and may go back. */
export async function stepThrough(scenario: Scenario, seed: string): Promise<ExitCode> {
  const stepper = new Stepper(scenario, seed)
  const input = createInterface({ input: process.stdin, terminal: false })
  console.log(`${paint('bold', scenario.title)}\n${help}`)
  show(stepper)
  for await (const line of input) {
    const word = line.trim()
    if (word === 'q') break
    if (word === 's') {
      for (const [id, { up, state }] of Object.entries(stepper.states))
        console.log(`  ${id}${up ? '' : ' (down)'} ${shortJson(state, 400)}`)
      prompt(stepper)
    } else if (word === 'b') {
      if (stepper.back()) show(stepper)
      else console.log('This is the beginning.')
    } else if (/^\d+$/.test(word) && stepper.choices[Number(word) - 1] !== undefined) {
      const choice = stepper.choices[Number(word) - 1]!
      stepper.take(Number(word) - 1)
      tell(choice)
      show(stepper)
    } else console.log(`There is no '${word}' to choose here; ${help}.`)
  }
  input.close()
  return exitCodes.ok
}

function show(stepper: Stepper): void {
  for (const [index, choice] of stepper.choices.entries())
    console.log(`${String(index + 1).padStart(4)}  ${stepText(choice)}${mark(choice)}`)
  if (stepper.choices.length === 0) console.log('      Nothing more can happen.')
  prompt(stepper)
}

/** Whether a step violates something. */
function mark({ violations }: Choice): string {
  return violations.length > 0 ? ` ${paint('red', '✗')}` : ''
}

function prompt({ depth }: Stepper): void {
  process.stdout.write(`after ${depth} ${depth === 1 ? 'step' : 'steps'} > `)
}

function tell({ changes, violations }: Choice): void {
  console.log('')
  for (const change of changes) console.log(`      ${change}`)
  for (const { property, message } of violations)
    console.log(paint('red', `      ✗ ${property}: ${message || 'does not hold'}`))
}
