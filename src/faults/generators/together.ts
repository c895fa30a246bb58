import { admitted } from '../admission.ts'
import { type Budget, keeping } from '../budget.ts'
import { type FaultGenerator, substream } from '../generator.ts'
import { validateAtMost } from './options.ts'

/**
 * Several generators under one budget: `together([crashes(…), pauses(…)], { atMost: 1 })` never has one node crashed
 * and another paused. `atMost` is a minority unless told; each generator keeps to its own besides. What a scenario
 * lists beside its generators, such as `at(ms(5), crash('n1'))`, is in nobody's budget.
 */
export function together(
  generators: readonly FaultGenerator[],
  budget: Partial<Budget> = {},
): FaultGenerator {
  validateAtMost('together', budget.atMost)
  const keepTogether = keeping(budget)
  return {
    name: 'together',
    kinds: [...new Set(generators.flatMap(({ kinds }) => kinds))],
    within: (schedule, outlook) => keepTogether(admitted(generators, schedule, outlook), outlook),
    generate(random, outlook) {
      const drawn = generators.flatMap((generator, index) =>
        generator.generate(substream(random, `${index}/${generator.name}`), outlook),
      )
      return keepTogether(drawn, outlook)
    },
  }
}
