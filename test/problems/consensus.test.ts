import { describe, expect, it } from 'vitest'
import {
  agreement,
  cluster,
  defineNode,
  everyoneDecides,
  ms,
  type Property,
  scenario,
  seconds,
  simulate,
  validity,
} from '../../src/index.ts'

/** A node that decides what it is told to, one value after the other. */
const stubborn = defineNode<
  { decided: string | null; next: number },
  { type: 'none' },
  { values: readonly string[] },
  'decide'
>('stubborn', {
  initial: () => ({ decided: null, next: 0 }),
  boot: (_state, ctx) => ctx.after(ms(1), 'decide'),
  timeout: {
    decide(state, ctx) {
      state.decided = ctx.options.values[state.next++] ?? state.decided
      ctx.after(ms(1), 'decide')
    },
  },
})
const decided = ({ decided: value }: { decided: string | null }) => value

function violated(property: Property, ...values: string[][]): string[] {
  const nodes = Object.fromEntries(values.map((list, index) => [`n${index + 1}`, stubborn({ values: list })]))
  const world = scenario({ title: 'x', nodes, until: ms(20), holds: [property] })
  return simulate(world, { seed: 1 }).violations.map(({ message }) => message)
}

describe('agreement', () => {
  it('holds while all who decide decide the same', () => {
    expect(violated(agreement(stubborn, decided), ['a'], [], ['a', 'a'])).toEqual([])
  })
  it('does not when two decide differently', () => {
    expect(violated(agreement(stubborn, decided), ['a'], ['b'])).toEqual([
      'n2 decided "b", where n1 had decided "a"',
    ])
  })
  it('does not when one changes its mind', () => {
    expect(violated(agreement(stubborn, decided), ['a', 'b'])).toEqual([
      'n1 decided "b", where n1 had decided "a"',
    ])
  })
})

describe('validity', () => {
  it('holds for proposed values alone', () => {
    expect(violated(validity(stubborn, decided, ['a', 'b']), ['b'])).toEqual([])
    expect(violated(validity(stubborn, decided, ['a', 'b']), ['c'])).toEqual([
      'n1 decided "c", which nobody proposed',
    ])
  })
})

describe('everyone decides', () => {
  it('names those who have not', () => {
    const world = (values: readonly string[]) =>
      scenario({
        title: 'x',
        nodes: { ...cluster(2, stubborn({ values: ['a'] })), late: stubborn({ values }) },
        until: seconds(1),
        holds: [everyoneDecides(stubborn, decided)],
      })
    expect(simulate(world(['a']), { seed: 1 }).violations).toEqual([])
    expect(simulate(world([]), { seed: 1 }).violations[0]?.message).toContain('late have not decided')
  })
})
