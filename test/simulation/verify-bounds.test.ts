import { cluster, defineNode, scenario, seconds, UsageError, type VerifyBounds } from 'lightcone'
import { describe, expect, it } from 'vitest'

const node = defineNode<{ value: number }, { type: 'go' }>('node', { initial: () => ({ value: 0 }) })

const bounded = (verify: object) => () =>
  scenario({
    title: 'Two nodes',
    nodes: cluster(2, node()),
    until: seconds(1),
    verify: verify as VerifyBounds<'n1' | 'n2', object>,
  })

describe("a scenario's bounds for verify", () => {
  it.each([
    {},
    { network: 'ordered', crashes: 1, restarts: 0, drops: 2, duplicates: 1, timeouts: 3 },
    { network: 'duplicating', drops: 1, timeouts: { n1: 1 } },
    { mayCrash: ['n1'], symmetry: [['n1', 'n2']], within: () => true, mayEnd: () => true },
    { depth: 10, states: 1_000, memory: 100 },
    { network: 'ordered', synchronous: true },
  ])('may be %j', (verify) => {
    expect(bounded(verify)().verify).toBe(verify)
  })

  it.each([
    [{ crash: 1 }, /to bound crashes, .* got 'crash'. Did you mean 'crashes'/],
    [{ crashes: -1 }, /verify of the scenario 'Two nodes'.crashes to be a whole number, 0 or more, got -1/],
    [{ drops: 0.5 }, /drops to be a whole number/],
    [{ network: 'unorderd' }, /network to be one of .* Did you mean 'unordered'/],
    [{ network: 'set', drops: 1 }, /as good as lost there; leave drops out, or write network: 'duplicating'/],
    [{ network: 'duplicating', duplicates: 1 }, /everything may be delivered again anyway/],
    [{ synchronous: 1 }, /synchronous to be true or false, got 1/],
    [{ network: 'set', synchronous: true }, /no timer would fire; write network: 'unordered' or 'ordered'/],
    [{ within: true }, /within to be a function of the states, got boolean/],
    [{ mayCrash: ['n3'] }, /mayCrash to name nodes \(n1, n2\), got 'n3'/],
    [{ timeouts: { n3: 1 } }, /timeouts to name nodes \(n1, n2\), got 'n3'/],
    [{ timeouts: { n1: -1 } }, /timeouts.n1 to be a whole number/],
    [{ timeouts: -1 }, /timeouts to be a whole number/],
    [{ symmetry: [['n1', 'n1']] }, /groups of nodes \(n1, n2\), each named once, got 'n1'/],
  ])('are refused as %j', (verify, sentence) => {
    expect(bounded(verify)).toThrow(sentence)
    expect(bounded(verify)).toThrow(UsageError)
  })
})
