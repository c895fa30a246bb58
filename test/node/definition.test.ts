import { describe, expect, expectTypeOf, it } from 'vitest'
import { always } from '../../src/checkers/always.ts'
import { at, crash } from '../../src/faults/fault.ts'
import { seconds } from '../../src/kernel/time.ts'
import { cluster, defineNode, type NodeSpec } from '../../src/node/definition.ts'
import { scenario } from '../../src/simulation/scenario.ts'

type Message = { type: 'vote'; yes: boolean } | { type: 'ask' }
const initial = () => ({ votes: 0 })

describe('a definition', () => {
  it.each([
    [{ initial: 5 }, "Expected the node 'voter' to have initial: () => ({ … }), got number."],
    [{ initial, on: { ask: 'no' } }, "Expected on.ask of the node 'voter' to be a function, got string."],
    [
      { initial, timeout: { late: 1 } },
      "Expected timeout.late of the node 'voter' to be a function, got number.",
    ],
    [{ initial, disk: { done: {} } }, "Expected disk.done of the node 'voter' to be a function, got object."],
    [{ initial, boot: 1 }, "Expected boot of the node 'voter' to be a function, got number."],
    [{ initial, corrupted: 1 }, "Expected corrupted of the node 'voter' to be a function, got number."],
    [
      { initial, persistent: 'votes' },
      "Expected persistent of the node 'voter' to be a list of fields, such as ['term', 'log'], got \"votes\".",
    ],
    [
      { initial, entries: 'log' },
      "Expected entries of the node 'voter' to be a list of persistent fields, such as ['log'], got \"log\".",
    ],
    [
      { initial, persistent: ['log'], entries: ['lgo'] },
      "Expected entries of the node 'voter' to be persistent fields, got 'lgo'; persistent are log.",
    ],
  ])('with a part that is none is told which, and what to write: %j', (parts, sentence) => {
    expect(() => defineNode('voter', parts as never)).toThrow(sentence)
  })

  it('has a kind', () => {
    expect(() => defineNode('', { initial })).toThrow(
      'Expected the kind of a node to be a non-empty string, got "".',
    )
  })

  it.each([
    [
      () => undefined,
      "Expected initial of the node 'voter' to return its state, an object such as { … }, got undefined.",
    ],
    [
      () => {
        throw new Error('no peers')
      },
      'Expected initial of the node \'voter\' to return the state of n1, but it threw Error: no peers; are its options right ({"size":3})?',
    ],
  ])('whose initial gives no state is told so', async (broken, sentence) => {
    const { simulate } = await import('../../src/simulation/simulate.ts')
    const voter = defineNode<{ votes: number }, Message, { size: number }>('voter', {
      initial: broken as never,
    })
    const world = scenario({ title: 'No state', nodes: { n1: voter({ size: 3 }) }, until: 1 })
    expect(() => simulate(world, { seed: 1 })).toThrow(sentence)
  })

  it('gives a cluster of whole numbers of nodes', () => {
    const voter = defineNode<{ votes: number }, Message>('voter', { initial })
    expect(Object.keys(cluster(3, voter(), 'v'))).toEqual(['v1', 'v2', 'v3'])
    expect(() => cluster(0, voter())).toThrow(
      'Expected cluster(count, …) with a whole number of nodes, 1 or more, got 0.',
    )
  })

  it('knows its types: states, messages, time-outs, options and names are checked where they are used', () => {
    const voter = defineNode<{ votes: number }, Message, { size: number }, 'late'>('voter', {
      initial: (options) => {
        expectTypeOf(options).toEqualTypeOf<{ size: number }>()
        return { votes: 0 }
      },
      persistent: ['votes'],
      on: {
        vote(state, message, ctx) {
          expectTypeOf(message).toEqualTypeOf<{ type: 'vote'; yes: boolean }>()
          expectTypeOf(state).toEqualTypeOf<{ votes: number }>()
          // @ts-expect-error There is no such message.
          ctx.reply({ type: 'shrug' })
          // @ts-expect-error A vote says yes or no.
          ctx.send('n1', { type: 'vote' })
          // @ts-expect-error There is no such time-out.
          ctx.after(1, 'later')
          ctx.after(1, 'late')
        },
      },
      timeout: { late: () => {} },
    })
    // @ts-expect-error It has no such field.
    defineNode<{ votes: number }, Message>('voter', { initial, persistent: ['ballots'] })
    // @ts-expect-error A time-out that can be set must have a handler.
    defineNode<{ votes: number }, Message, object, 'late'>('voter', { initial, timeout: {} })
    // @ts-expect-error It needs its options.
    voter()
    expectTypeOf(voter({ size: 3 })).toEqualTypeOf<NodeSpec<{ votes: number }>>()
    always('counted', voter, (voters) => {
      expectTypeOf(voters).toEqualTypeOf<readonly { votes: number }[]>()
      return true
    })
    const nodes = { ...cluster(2, voter({ size: 2 })) }
    const parts = { title: 'Types', nodes, until: seconds(1) }
    scenario({
      ...parts,
      faults: [
        at(1, crash('n2')),
        { when: ({ n1, n2 }) => n1.votes > n2.votes, fault: crash('n1'), delay: 5 },
      ],
    })
    expect(() =>
      scenario({
        ...parts,
        // @ts-expect-error There is no n3.
        faults: [at(1, crash('n3'))],
      }),
    ).toThrow("got 'n3'")
    scenario({
      ...parts,
      // @ts-expect-error Its state has no such field.
      faults: [{ when: ({ n1 }) => n1.ballots > 0, fault: crash('n1') }],
    })
  })
})
