import type { Scenario } from '../../src/simulation/scenario.ts'

/**
 * The same world without its planted bug, in which everything that was to be violated must hold. Where nodes carry the
 * rules that a bug replaces, as Raft's do, these put the right ones back.
 */
export function correctTwin(scenario: Scenario, rules?: object): Scenario {
  const nodes = Object.fromEntries(
    Object.entries(scenario.nodes).map(([id, spec]) => {
      const { bug: _, ...options } = spec.options as { readonly bug?: string }
      return [id, { ...spec, options: rules && 'rules' in options ? { ...options, rules } : options }]
    }),
  )
  return { ...scenario, nodes, holds: [...scenario.holds, ...scenario.violates], violates: [] }
}
