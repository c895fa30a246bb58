import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Timers } from '../../src/node/timers.ts'

/** Timers and the queue entries they asked for; the node's clock is the true one. */
class Driver {
  readonly timers = new Timers()
  readonly fired: string[] = []
  queued: { at: number; id: number; generation: number }[] = []
  now = 0

  after(delay: number, name: string, key = ''): void {
    this.arm(this.timers.id(name, key), this.now + delay)
  }

  private arm(id: number, deadline: number): void {
    if (this.timers.set(id, deadline, deadline))
      this.queued.push({ at: deadline, id, generation: this.timers.generation(id) })
  }

  /** Lets time pass up to and including `until`. */
  run(until: number): void {
    for (;;) {
      this.queued.sort((a, b) => a.at - b.at)
      const next = this.queued[0]
      if (next === undefined || next.at > until) break
      this.queued.shift()
      this.now = next.at
      const expiry = this.timers.expire(next.id, next.generation, this.now)
      if (expiry === 'stale') continue
      if (expiry !== 'due') {
        this.arm(next.id, expiry)
        continue
      }
      this.fired.push(`${this.now} ${this.timers.name(next.id)}/${this.timers.key(next.id)}`)
      this.timers.release(next.id)
    }
    this.now = until
  }
}

describe('timers', () => {
  it('fire once, when they are due', () => {
    const driver = new Driver()
    driver.after(10, 'election')
    driver.run(100)
    expect(driver.fired).toEqual(['10 election/'])
  })

  it('move when they are set again, later or earlier', () => {
    const driver = new Driver()
    driver.after(10, 'later')
    driver.after(30, 'later')
    driver.after(20, 'earlier')
    driver.after(5, 'earlier')
    driver.run(100)
    expect(driver.fired).toEqual(['5 earlier/', '30 later/'])
  })

  it('have one entry in the queue however often they are set for later', () => {
    const driver = new Driver()
    for (let i = 0; i < 1_000; i++) driver.after(10 + i, 'election')
    expect(driver.queued).toHaveLength(1)
    driver.run(10_000)
    expect(driver.fired).toEqual(['1009 election/'])
  })

  it('do not fire when they are cancelled, and can be set again', () => {
    const driver = new Driver()
    driver.after(10, 'election')
    driver.timers.cancel('election', '')
    driver.run(5)
    driver.after(20, 'election')
    driver.run(100)
    expect(driver.fired).toEqual(['25 election/'])
    driver.timers.cancel('never set', 'key')
  })

  it('of one name are told apart by their key', () => {
    const driver = new Driver()
    driver.after(10, 'retry', 'a')
    driver.after(20, 'retry', 'b')
    driver.after(30, 'retry')
    driver.timers.cancel('retry', 'b')
    driver.run(100)
    expect(driver.fired).toEqual(['10 retry/a', '30 retry/'])
  })

  it('with keys leave nothing behind once they have fired or were cancelled', () => {
    const driver = new Driver()
    const ids = new Set<number>()
    for (let i = 0; i < 1_000; i++) {
      driver.after(1, 'retry', `request ${i}`)
      driver.after(2, 'give up', `request ${i}`)
      ids.add(driver.timers.id('retry', `request ${i}`))
      driver.timers.cancel('give up', `request ${i}`)
      driver.run(driver.now + 5)
    }
    expect(driver.fired).toHaveLength(1_000)
    expect(ids.size).toBeLessThanOrEqual(2)
  })

  it('are gone after a crash, whatever is still in the queue', () => {
    const driver = new Driver()
    driver.after(10, 'election')
    driver.after(10, 'retry', 'a')
    driver.timers.clear()
    expect(driver.timers.armed()).toEqual([])
    driver.after(50, 'election')
    driver.run(100)
    expect(driver.fired).toEqual(['50 election/'])
  })

  it('that are set are told with their deadlines, and get new entries when their old ones are forgotten', () => {
    const driver = new Driver()
    driver.after(10, 'a')
    driver.after(20, 'b', 'key')
    driver.after(30, 'c')
    driver.timers.cancel('c', '')
    const armed = driver.timers.armed()
    expect(armed.map(({ id, deadline }) => [driver.timers.name(id), deadline])).toEqual([
      ['a', 10],
      ['b', 20],
    ])
    for (const { id } of armed) driver.timers.unqueue(id)
    driver.run(100)
    expect(driver.fired).toEqual([])
  })

  it('do, in any order of calls, what a table of deadlines does', () => {
    const name = fc.constantFrom('election', 'retry')
    const key = fc.constantFrom('', 'a', 'b', 'c')
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ set: fc.tuple(name, key), delay: fc.nat({ max: 30 }) }) },
      { weight: 2, arbitrary: fc.record({ cancel: fc.tuple(name, key) }) },
      { weight: 3, arbitrary: fc.record({ pass: fc.nat({ max: 20 }) }) },
      { weight: 1, arbitrary: fc.constant({ crash: true }) },
    )
    type Step = {
      set?: [string, string]
      delay?: number
      cancel?: [string, string]
      pass?: number
      crash?: true
    }
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps: Step[]) => {
        const driver = new Driver()
        const deadlines = new Map<string, number>()
        const expected: string[] = []
        const pass = (until: number) => {
          for (const [timer, at] of deadlines)
            if (at <= until) {
              expected.push(`${at} ${timer}`)
              deadlines.delete(timer)
            }
          driver.run(until)
        }
        for (const { set, delay, cancel, pass: span } of steps) {
          if (set) {
            driver.after(delay!, ...set)
            deadlines.set(set.join('/'), driver.now + delay!)
          } else if (cancel) {
            driver.timers.cancel(...cancel)
            deadlines.delete(cancel.join('/'))
          } else if (span !== undefined) pass(driver.now + span)
          else {
            driver.timers.clear()
            deadlines.clear()
          }
        }
        pass(1_000_000)
        expect([...driver.fired].sort()).toEqual(expected.sort())
      }),
      { numRuns: 1_000 },
    )
  })
})
