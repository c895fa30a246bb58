import {
  always,
  crash,
  defineNode,
  type Fault,
  ms,
  type Plan,
  scenario,
  seconds,
  simulate,
  type TimerPin,
} from 'lightcone'
import { describe, expect, it } from 'vitest'

interface Fired {
  at: { readonly timer: string; readonly at: number }[]
}

/** Writes down when its timers fire: `beat` is set anew each time, `alarm` has a key and a random delay. */
const clock = defineNode<Fired, { type: 'none' }, Record<never, never>, 'beat' | 'alarm'>('clock', {
  initial: () => ({ at: [] }),
  persistent: ['at'],
  boot(_state, ctx) {
    ctx.after(ms(10), 'beat')
    ctx.after([ms(40), ms(60)], 'alarm', 'a')
  },
  timeout: {
    beat(state, ctx) {
      state.at.push({ timer: 'beat', at: ctx.now })
      ctx.after(ms(10), 'beat')
    },
    alarm: (state, ctx, key) => {
      state.at.push({ timer: `alarm ${key}`, at: ctx.now })
    },
  },
})

function fired(timers: readonly TimerPin[], faults: Plan['faults'] = []): { timer: string; at: number }[] {
  let last: Fired['at'] = []
  const told = scenario({
    title: 'A clock',
    nodes: { n1: clock() },
    until: ms(70),
    holds: [
      always('watched', clock, ([state]) => {
        last = [...state!.at]
        return true
      }),
    ],
  })
  simulate(told, { plan: { seed: '1', faults, conditions: [], operations: {}, timers } })
  return last
}

const times = (all: Fired['at'], name: string) =>
  all.filter(({ timer }) => timer === name).map(({ at }) => at)

describe("a plan's pinned timers", () => {
  it('fire when the plan says, and all later settings after their usual time', () => {
    const pins = [
      { node: 'n1', timer: 'beat', nth: 1, after: ms(3) },
      { node: 'n1', timer: 'beat', nth: 3, after: ms(30) },
    ]
    expect(times(fired(pins), 'beat')).toEqual([ms(3), ms(13), ms(43), ms(53), ms(63)])
  })

  it('are told apart by their keys, and override what was drawn', () => {
    expect(times(fired([{ node: 'n1', timer: 'alarm', key: 'a', nth: 1, after: 5 }]), 'alarm a')).toEqual([5])
    const [drawn] = times(fired([{ node: 'n1', timer: 'alarm', nth: 1, after: 5 }]), 'alarm a')
    expect(drawn).toBeGreaterThanOrEqual(ms(40))
  })

  it('are counted through crashes', () => {
    const faults: { at: number; fault: Fault }[] = [{ at: ms(15), fault: crash('n1', { lasts: ms(1) }) }]
    // Set at 0 and 10 ms, and for the third time as it boots again.
    expect(
      times(fired([{ node: 'n1', timer: 'beat', nth: 3, after: ms(4) }], faults), 'beat').slice(0, 2),
    ).toEqual([ms(10), ms(20)])
  })

  it.each([
    { node: 'n9', timer: 'beat', nth: 1, after: 1 },
    { node: 'n1', timer: 'beat', nth: 0, after: 1 },
    { node: 'n1', timer: 'beat', nth: 1, after: -1 },
    { node: 'n1', nth: 1, after: 1 } as unknown as TimerPin,
  ])('that make no sense are refused: %j', (pin) => {
    expect(() => fired([pin])).toThrow(
      /Expected a timer's pin to be { node, timer, nth, after } with a node of n1/,
    )
  })
})

describe('a random delay', () => {
  it('is drawn from the stream of the node, within its range', () => {
    const told = scenario({ title: 'A clock', nodes: { n1: clock() }, until: seconds(1) })
    const hashes = new Set([1, 2, 3].map((seed) => simulate(told, { seed }).hash))
    expect(hashes.size).toBe(3)
    const [alarm] = times(fired([]), 'alarm a')
    expect(alarm).toBeGreaterThanOrEqual(ms(40))
    expect(alarm).toBeLessThanOrEqual(ms(60))
  })
})
