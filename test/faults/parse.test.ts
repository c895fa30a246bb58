import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { describeFault, describeTimedFault } from '../../src/faults/describe.ts'
import type { Fault } from '../../src/faults/fault.ts'
import { parseFault, parseTimedFault } from '../../src/faults/parse.ts'
import { UsageError } from '../../src/kernel/errors.ts'
import type { Latency } from '../../src/network/latency.ts'
import { diskFaultKinds } from '../../src/storage/disk.ts'

const time = fc.oneof(
  fc.nat(2_000),
  fc.nat(5_000).map((n) => n * 1_000),
  fc.integer({ min: 0, max: 10 ** 14 }),
)
/** Names of nodes, those among them that sound like a script. */
const node = fc
  .oneof(
    fc.constantFrom('n1', 'n2', 'alice', 'for', 'to', 'clogged', 'down', 'n1:', 'a,b', 'ü', 'by'),
    fc.stringMatching(/^[^\s>~|{}→…\d][^\s>~|{}→…]{0,8}$/),
  )
  .filter((name) => !['all', 'cut'].includes(name))
const nodes = fc.uniqueArray(node, { minLength: 1, maxLength: 4 })
const groups = fc.array(nodes, { minLength: 2, maxLength: 3 })
const perMillion = fc.integer({ min: 0, max: 1_000_000 })
const positive = fc.oneof(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 1, max: 1e30, noNaN: true }))

const latency = fc.letrec<{ any: Latency; one: Latency }>((tie) => ({
  one: fc.oneof(
    fc.record({ type: fc.constant('constant' as const), latency: time }),
    fc.record({ type: fc.constant('uniform' as const), min: time, max: time }),
    fc.record({ type: fc.constant('exponential' as const), min: time, mean: time }),
    fc.record({
      type: fc.constant('logNormal' as const),
      median: time,
      sigma: fc.double({ min: 0, max: 5, noNaN: true, noDefaultInfinity: true }),
    }),
  ),
  any: fc.oneof(
    { depthSize: 'small' },
    tie('one'),
    fc.record({
      type: fc.constant('bimodal' as const),
      usual: tie('any'),
      tail: tie('any'),
      rarely: perMillion,
    }),
  ),
})).any

const change = fc.record(
  {
    loss: perMillion,
    duplication: perMillion,
    corruption: perMillion,
    corruptionIs: fc.constantFrom('detected' as const, 'silent' as const),
    latency,
    order: fc.constantFrom('free' as const, 'fifo' as const),
    bandwidth: fc.option(positive),
  },
  { requiredKeys: [] },
)

function of<const Type extends string>(type: Type) {
  return fc.constant(type)
}

const cut = fc.oneof(
  fc.record({ shape: of('groups'), groups }),
  fc.record({ shape: of('oneWay'), from: nodes, to: nodes }),
  fc.record({ shape: of('bridge'), bridge: node, sides: groups }),
  fc.record({ shape: of('ring'), ring: nodes }),
  fc.record({ shape: of('isolate'), node }),
)

const version = fc.constantFrom('v2', '2.0', 'the new one', 'v2, down')
const some = <Parts extends object>(parts: { [Name in keyof Parts]: fc.Arbitrary<Parts[Name]> }) =>
  fc.record({ ...parts, lasts: time }, { requiredKeys: Object.keys(parts) as never })

const fault = fc.oneof(
  some({ type: fc.constantFrom('crash', 'pause', 'wipe'), node }),
  fc.record({ type: fc.constantFrom('restart', 'resume'), node }),
  some({ type: of('slow'), node, factor: positive }),
  some({ type: of('upgrade'), node, to: version }),
  some({ type: of('partition'), cut }),
  some({ type: of('clog'), from: nodes, to: nodes }),
  fc.record(
    { type: of('degrade'), from: nodes, to: nodes, change, lasts: time },
    { requiredKeys: ['type', 'change'] },
  ),
  fc.record({ type: of('heal') }),
  fc.record({
    type: of('clockJump'),
    node,
    by: fc.tuple(time, fc.boolean()).map(([by, back]) => (back && by > 0 ? -by : by)),
  }),
  some({ type: of('clockDrift'), node, drift: fc.integer({ min: -999_999, max: 999_999 }) }),
  some({ type: of('disk'), node, fault: fc.constantFrom(...diskFaultKinds) }),
) as fc.Arbitrary<Fault>

describe('a fault', () => {
  it('that is told in words is read back as the same fault', () => {
    fc.assert(
      fc.property(fault, (given) => {
        expect(parseFault(describeFault(given))).toEqual(given)
      }),
      { numRuns: 3_000 },
    )
  })

  it('is read from its JSON', () => {
    fc.assert(
      fc.property(fault, (given) => {
        expect(parseFault(` ${JSON.stringify(given)}`)).toEqual(given)
      }),
    )
  })

  it('with its time is read back, numbered or not, and from JSON', () => {
    fc.assert(
      fc.property(time, fault, (at, given) => {
        const timed = { at, fault: given }
        expect(parseTimedFault(describeTimedFault(timed))).toEqual(timed)
        expect(parseTimedFault(`fault#12: ${describeTimedFault(timed)}`)).toEqual(timed)
        expect(parseTimedFault(`  ! fault#1: ${describeTimedFault(timed)}\n`)).toEqual(timed)
        expect(parseTimedFault(JSON.stringify(timed))).toEqual(timed)
      }),
    )
  })

  it('may be typed without a space in its times, and on any keyboard', () => {
    expect(parseFault('crash n1 for 300ms')).toEqual({ type: 'crash', node: 'n1', lasts: 300_000 })
    expect(parseFault('cut n1 -> n2 n3 for 2s')).toEqual({
      type: 'partition',
      cut: { shape: 'oneWay', from: ['n1'], to: ['n2', 'n3'] },
      lasts: 2_000_000,
    })
    expect(parseFault('all -> n2: latency 1ms ... 5ms, loss 30%')).toEqual({
      type: 'degrade',
      to: ['n2'],
      change: { latency: { type: 'uniform', min: 1_000, max: 5_000 }, loss: 300_000 },
    })
  })
})

test.each([
  ['crush n1', /Expected a fault in the words of a script, .* got 'crush n1'\. Did you mean 'crash'\?/],
  [
    'partition n1 | n2',
    /such as 'partition into a ring n1 n2 n3 n4', 'partition \{n1 n2 \| n4\} bridged by n3'/,
  ],
  ['crash', /'crash n1 for 300 ms'/],
  ['crash n1 for a while', /got 'crash n1 for a while'/],
  ['all links: los 3 %', /Expected loss, .* in 'los 3 %', got 'los 3 %'/],
  ['all links: loss 3', /Expected a percentage such as '30 %' in 'loss 3', got '3'/],
  ['all links: latency soon', /Expected a time such as '5 ms'/],
  ['all links: loss 3 %; order fifo', /Expected ',' or the end/],
  ['{"type": "crash"', /Expected a fault in JSON/],
  ['', /Expected a fault in the words/],
])('%j is refused in a sentence that says what to write', (text, sentence) => {
  expect(() => parseFault(text)).toThrow(UsageError)
  expect(() => parseFault(text)).toThrow(sentence)
})

test.each([
  ['crash n1', /such as 'at 120 ms crash n1', got 'crash n1'/],
  ['{"type": "crash", "node": "n1"}', /\{"at": 120000, "fault"/],
])('%j is no fault with a time', (text, sentence) => {
  expect(() => parseTimedFault(text)).toThrow(sentence)
})
