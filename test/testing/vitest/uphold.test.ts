import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import '../../../src/testing/vitest.ts'
import { always } from '../../../src/checkers/always.ts'
import { readCorpus } from '../../../src/corpus/corpus.ts'
import { parseToken } from '../../../src/explore/replay/token.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'
import { cluster, defineNode } from '../../../src/node/definition.ts'
import { scenario } from '../../../src/simulation/scenario.ts'
import { simulate } from '../../../src/simulation/simulate.ts'
import lock, { client, lockIsHeld, mutualExclusion, persistentLock } from '../lock-server.ts'
import { messageOf, withoutTokens } from './message-of.ts'

const failure = messageOf(() => expect(lock).toUphold(mutualExclusion, { seeds: 20, budget: seconds(60) }))
const token = /replay (lc1_\S+)/.exec(failure)![1]!

describe('a scenario', () => {
  it('that fails is explained on one screen', async () => {
    await expect(withoutTokens(failure)).toMatchFileSnapshot('lock-seeds.txt')
  })

  it('that is correct upholds its property in all seeds', () => {
    expect(persistentLock).toUphold(mutualExclusion, { seeds: 50 })
    expect(persistentLock).toUphold('mutual exclusion', { seeds: [51, 60] })
  })

  it('that is broken does not uphold it', () => {
    expect(lock).not.toUphold(mutualExclusion)
    expect(messageOf(() => expect(persistentLock).not.toUphold(mutualExclusion, { seeds: 9 }))).toBe(
      "Expected some of 9 seeds of 'A lock server that remembers lends the lock once' to violate 'mutual exclusion', but all uphold it.",
    )
  })

  it('is judged by properties that it does not declare', () => {
    const nobody = always('nobody holds', client, (clients) => clients.every(({ holds }) => !holds))
    expect(messageOf(() => expect(persistentLock).toUphold(nobody, { seeds: 1 }))).toMatch(
      /^✗ nobody holds is/,
    )
  })

  it('does not pass by what no seed put at risk', () => {
    const idle = defineNode<{ on: boolean }, { type: 'x' }>('idle', { initial: () => ({ on: false }) })
    const quiet = scenario({ title: 'Nobody comes', nodes: cluster(2, idle()), until: ms(1) })
    const never = { ...mutualExclusion, name: 'never asked', kinds: [] }
    expect(messageOf(() => expect(quiet).toUphold(never, { seeds: 3 }))).toBe(
      "'never asked' was never put at risk in 3 seeds of 'Nobody comes': that it held says nothing.",
    )
  })

  it('does not pass while its runs are undecided', () => {
    const short = { ...persistentLock, events: 10 }
    expect(messageOf(() => expect(short).toUphold(mutualExclusion, { seeds: 3 }))).toMatch(
      /^3 of 3 seeds could not be decided/,
    )
  })

  it('whose handler throws does not uphold anything', () => {
    const faulty = defineNode<{ on: boolean }, { type: 'x' }, Record<never, never>, 'wake'>('faulty', {
      initial: () => ({ on: false }),
      boot: (_state, ctx) => ctx.after(ms(1), 'wake'),
      timeout: {
        wake() {
          throw new Error('asleep')
        },
      },
    })
    const off = always('off', faulty, (nodes) => nodes.every(({ on }) => !on))
    const world = scenario({ title: 'It throws', nodes: cluster(2, faulty()), until: ms(9) })
    expect(messageOf(() => expect(world).toUphold(off, { seeds: 2 }))).toMatch(
      /^✗ no-crash is violated at n2 after 1 ms:\n {2}a handler of n2 \(faulty\) threw Error: asleep/,
    )
  })
})

describe('a run', () => {
  it('that fails is explained', async () => {
    const run = simulate(lock, { seed: 1 })
    const text = messageOf(() => expect(run).toUphold(mutualExclusion, { budget: seconds(60) }))
    await expect(withoutTokens(text)).toMatchFileSnapshot('lock-run.txt')
  })

  it('that upholds says so', () => {
    const run = simulate(persistentLock, { seed: 1 })
    expect(run).toUphold(mutualExclusion)
    expect(messageOf(() => expect(run).not.toUphold(mutualExclusion))).toBe(
      "Expected the run not to uphold 'mutual exclusion', but it does.",
    )
  })

  it('that ended at the violation of another property is judged to its own end', () => {
    const early = always('nobody holds', client, (clients) => clients.every(({ holds }) => !holds))
    const run = simulate({ ...lock, holds: [early, mutualExclusion] }, { seed: 1 })
    expect(run.violations.map(({ property }) => property)).toEqual(['nobody holds'])
    expect(run).not.toUphold(mutualExclusion)
  })

  it('that was cut before its end is undecided', () => {
    const run = simulate(persistentLock, { seed: 1, until: ms(20) })
    expect(messageOf(() => expect(run).toUphold(mutualExclusion))).toMatch(/^The run could not be decided/)
  })

  it('is explained only when somebody reads why: fast-check tries many that fail', () => {
    const failing = fc.check(
      fc.property(fc.nat(), (seed) => {
        expect(simulate(lock, { seed })).toUphold(mutualExclusion)
      }),
    )
    expect(failing.failed).toBe(true)
    expect(Object.getOwnPropertyDescriptor(failing.errorInstance, 'message')?.get).toBeDefined()
    expect((failing.errorInstance as Error).message).toMatch(/mutual exclusion is violated/)
  })
})

describe('a saved failure', () => {
  it('is that of the explanation, shrunk', () => {
    expect(parseToken(token)).toMatchObject({
      scenario: 'test/testing/lock-server',
      property: 'mutual exclusion',
    })
  })

  it('fails as long as the bug is there, and passes when it is mended', () => {
    expect(lock).not.toUphold('mutual exclusion', { token })
    expect(persistentLock).toUphold('mutual exclusion', { token })
    expect(messageOf(() => expect(lock).toUphold('mutual exclusion', { token }))).toMatch(
      /^✗ mutual exclusion is violated at c\d after [\s\S]*\n\nIt is a failure that was saved before\.\n\n/,
    )
  })

  it('that is mended is told to be', () => {
    expect(messageOf(() => expect(persistentLock).not.toUphold('mutual exclusion', { token }))).toBe(
      "Expected the saved run to violate 'mutual exclusion' still, but the property holds in it now.",
    )
  })

  it('is of one property', () => {
    const other = always('other', client, () => true)
    expect(messageOf(() => expect(lock).toUphold(other, { token }))).toBe(
      "Expected the token of a run that violated 'other', got one of 'mutual exclusion'.",
    )
  })
})

describe('the corpus', () => {
  const corpus = mkdtempSync(join(tmpdir(), 'lightcone-corpus-'))
  afterAll(() => rmSync(corpus, { recursive: true }))
  const file = 'lock'
  const path = () => {
    const [only, ...others] = readCorpus(corpus).saved
    expect(others).toEqual([])
    return only!.path
  }

  it('gets a new failure, shrunk, when it is asked for', () => {
    expect(messageOf(() => expect(lock).toUphold(mutualExclusion, { seeds: 5, corpus, file }))).not.toContain(
      corpus,
    )
    expect(readCorpus(corpus).saved).toEqual([])
    const text = messageOf(() =>
      expect(lock).toUphold(mutualExclusion, { seeds: 5, corpus, file, save: true }),
    )
    expect(text).toContain(`Saved as ${path()}, which is replayed first from now on.`)
    expect(text).toContain(`npx lightcone replay ${path()}`)
    expect(readCorpus(corpus).saved[0]!.failure.plan.faults).toHaveLength(1)
  })

  it('is replayed before any seed, and names the file that fails', () => {
    const text = messageOf(() => expect(lock).toUphold(mutualExclusion, { seeds: 1, corpus, file }))
    expect(text).toContain(`It is a failure that was saved before, as ${path()}.`)
    expect(text).not.toContain('Saved as')
    expect(lock).not.toUphold(mutualExclusion, { seeds: 1, corpus, file })
    expect(persistentLock).toUphold(mutualExclusion, { seeds: 1, corpus, file })
    expect(lock).not.toUphold(mutualExclusion, { seeds: 1, corpus: false, file })
  })

  it('is of one scenario and one property', () => {
    const other = always('other', client, () => true)
    expect(lock).toUphold(other, { seeds: 1, corpus, file })
    expect(messageOf(() => expect(lock).toUphold(mutualExclusion, { seeds: 1, corpus }))).toMatch(
      /1 of 1 seed fails/,
    )
  })

  it('holds nothing that is dropped in silence', () => {
    const fits = readFileSync(path(), 'utf8')
    const upheld = () => expect(persistentLock).toUphold(mutualExclusion, { seeds: 1, corpus, file })
    writeFileSync(path(), fits.replaceAll('"server"', '"waiter"'))
    expect(messageOf(upheld)).toMatch(
      /^A saved failure cannot be replayed: Expected .*'waiter'[\s\S]*corpus prune$/,
    )
    writeFileSync(path(), fits.slice(0, 40))
    expect(messageOf(upheld)).toMatch(
      /^A saved failure cannot be replayed: Expected .* to be the JSON of a failure/,
    )
  })

  it('takes no failure of a property that the scenario does not have', () => {
    const other = always('other', client, () => false)
    const saving = () => expect(lock).toUphold(other, { save: true, corpus, file })
    expect(messageOf(saving)).toMatch(/^Expected a property that 'A lock server .*' has among what it holds/)
  })

  it('takes no failure of a scenario that has no file', () => {
    const unnamed = { ...lock, title: 'In no file' }
    expect(messageOf(() => expect(unnamed).toUphold(mutualExclusion, { save: true, corpus }))).toMatch(
      /^Expected the name of a file that exports 'In no file' by default/,
    )
  })
})

describe('what cannot be judged', () => {
  it.each([
    ['a mistyped name', () => expect(lock).toUphold('mutual exlcusion'), /Did you mean 'mutual exclusion'\?/],
    [
      'a sometimes',
      () => expect(lock).toUphold(lockIsHeld),
      /write toHaveExercised\('a client holds the lock'\)/,
    ],
    ['neither run nor scenario', () => expect(7).toUphold(mutualExclusion), /^Expected a run or a scenario/],
    [
      'a copy of a run',
      () => expect({ ...simulate(lock, { seed: 1 }) }).toUphold(mutualExclusion),
      /a copy of one/,
    ],
    ['no seeds', () => expect(lock).toUphold(mutualExclusion, { seeds: 0 }), /how many \(1 or more\)/],
  ])('%s is told', (_what, expectation, sentence) => {
    expect(messageOf(expectation)).toMatch(sentence)
  })
})
