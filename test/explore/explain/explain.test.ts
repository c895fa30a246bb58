import { describe, expect, it } from 'vitest'
import { always } from '../../../src/checkers/always.ts'
import { explain, explanationText } from '../../../src/explore/explain/explain.ts'
import { at, crash } from '../../../src/faults/fault.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { forgetfulVoters } from '../shrink/forgetful-voters.ts'

const explanation = explain(forgetfulVoters, planOf(forgetfulVoters, 11), 'one leader a term')

describe('explain', () => {
  it('tells in a dozen lines that a voter granted its vote, crashed, forgot it and granted it again', () => {
    const { story } = explanation
    expect(story.length).toBeLessThan(16)
    const firstGrant = story.findIndex((line) => /n3: timeout candidacy.*votedFor: .* → "n3"/.test(line))
    const forgets = story.findIndex((line) => /n3 crashes: votedFor: "n3" → null/.test(line))
    const secondGrant = story.findIndex((line) => /n3 gets ask .*votedFor: null → "n2"/.test(line))
    expect(firstGrant).toBeGreaterThanOrEqual(0)
    expect(forgets).toBeGreaterThan(firstGrant)
    expect(secondGrant).toBeGreaterThan(forgets)
    expect(story.at(-1)).toContain('✗ one leader a term: n3 and n2 lead in term 2')
  })

  it('leaves out the messages on which nothing depends', () => {
    expect(explanation.story.join('\n')).not.toContain('ping')
    expect(explanation.omitted).toBeGreaterThan(50)
  })

  it('has a script of a line for each thing in the plan', () => {
    expect(explanation.script).toEqual([
      'nodes n1 n2 n3',
      'every message takes 1 ms',
      'fault#1: at 30 ms partition {n2 | n1 n3} for 300 ms',
      'fault#2: at 350 ms crash n3 for 100 µs',
    ])
  })

  it('marks the parts without which the property holds', () => {
    expect(explanation.necessary).toEqual(['fault#1', 'fault#2'])
    const text = explanationText(explanation)
    expect(text).toContain('\n  ! fault#2: at 350 ms crash n3 for 100 µs\n')
    expect(text).toContain('\n    every message takes 1 ms\n')
    expect(text).toMatch(/\(shrunk from \d+ faults and \d+ messages to 2 faults; \d+ plans tried; ! without/)
  })

  it('does not mark what it had no time to leave out', () => {
    let trials = 0
    const hurried = explain(forgetfulVoters, planOf(forgetfulVoters, 11), 'one leader a term', {
      stop: () => ++trials > 20,
    })
    expect(hurried.minimal).toBe(false)
    expect(hurried.necessary).toEqual([])
    expect(explanationText(hurried)).toContain('stopped before the end')
  })

  it('draws a lane for each node, and an arrow for each message of the story', () => {
    const [header, ...rows] = explanation.diagram
    expect(header!.trim().split(/\s+/)).toEqual(['n1', 'n2', 'n3'])
    expect(rows).toHaveLength(explanation.story.length)
    expect(rows.filter((row) => /[▶◀]/.test(row))).toHaveLength(
      explanation.story.filter((line) => / gets .* from /.test(line)).length,
    )
  })

  it('fits on one screen', () => {
    expect(explanationText(explanation).split('\n').length).toBeLessThan(50)
  })
})

describe('a story', () => {
  type Message = { type: 'acquire' } | { type: 'granted' }
  const server = defineNode<{ holder: string | null }, Message>('server', {
    initial: () => ({ holder: null }),
    on: {
      acquire(state, _message, ctx) {
        state.holder ??= ctx.from
        if (state.holder === ctx.from) ctx.reply({ type: 'granted' })
      },
    },
  })
  /** Asks again and again, so that no single message of its is necessary. */
  const client = defineNode<{ holds: boolean }, Message, Record<never, never>, 'ask'>('client', {
    initial: () => ({ holds: false }),
    boot: (_state, ctx) => ctx.after(ms(10), 'ask'),
    on: {
      granted(state) {
        state.holds = true
      },
    },
    timeout: {
      ask(state, ctx) {
        if (!state.holds) ctx.send('server', { type: 'acquire' })
        ctx.after(ms(10), 'ask')
      },
    },
  })
  const exclusion = always('exclusion', client, (all) => all.filter(({ holds }) => holds).length <= 1)
  const world = scenario({
    title: 'A lock is forgotten',
    nodes: { server: server(), ...cluster(2, client(), 'c') },
    network: { latency: { type: 'uniform', min: ms(1), max: ms(4) } },
    faults: [at(ms(55), crash('server', { lasts: ms(1) }))],
    until: seconds(1),
    violates: [exclusion],
  })

  it('tells who had set what is lost, and who else holds what two must not, though either would have been asked again', () => {
    const { story } = explain(world, planOf(world, 1), 'exclusion')
    const position = (sentence: RegExp) => story.findIndex((line) => sentence.test(line))
    const set = position(/server gets acquire .*holder: null → "c(1|2)"/)
    const first = position(/c(1|2) gets granted .*holds: false → true/)
    const lost = position(/server crashes: holder: "c(1|2)" → null/)
    expect(set).toBeGreaterThanOrEqual(0)
    expect(first).toBeGreaterThan(set)
    expect(lost).toBeGreaterThan(first)
    expect(story.filter((line) => /holds: false → true/.test(line))).toHaveLength(2)
  })
})
