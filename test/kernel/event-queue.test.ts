import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue, ownWords } from '../../src/kernel/event-queue.ts'
import { listCapacity } from '../../src/kernel/sorted-list.ts'

/** What the queue is to be: an array kept in the order of (time, push). */
class SortedArray {
  entries: { time: number; number: number }[] = []

  push(time: number, number: number): void {
    const after = this.entries.findIndex((entry) => entry.time > time)
    this.entries.splice(after < 0 ? this.entries.length : after, 0, { time, number })
  }
}

/** The queue, with a number in each entry: it is opened when it is pushed, and closed when it is popped. */
class NumberedEntries {
  private readonly queue = new EventQueue()

  get size(): number {
    return this.queue.size
  }

  get time(): number {
    return this.queue.time
  }

  push(time: number, number: number): void {
    const entry = this.queue.open()
    this.queue.words[entry + ownWords] = number
    this.queue.push(time, entry)
  }

  nextTime(): number {
    return this.queue.nextTime()
  }

  pop(limit?: number): number {
    const entry = this.queue.pop(limit)
    if (entry < 0) return -1
    const number = this.number(entry)
    this.queue.close(entry)
    return number
  }

  pending(): { time: number; number: number }[] {
    return this.queue.pending().map(({ time, entry }) => ({ time, number: this.number(entry) }))
  }

  private number(entry: number): number {
    return this.queue.words[entry + ownWords]!
  }
}

type Operation =
  | { readonly push: number }
  | { readonly popWithin: number }
  | { readonly look: 'pop' | 'next time' | 'pending' | 'size' }

const wait = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 10_000_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 ** 33 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 32 - 2, max: 2 ** 32 + 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 ** 45 }) },
)
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: wait.map((push) => ({ push })) },
  { weight: 4, arbitrary: fc.constant({ look: 'pop' } as const) },
  { weight: 1, arbitrary: wait.map((popWithin) => ({ popWithin })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ look: 'next time' } as const, { look: 'pending' }, { look: 'size' }),
  },
)

/** Does the same to a queue and to its model, and looks for a difference; pushes are as long after the last pop. */
function compare(queue: NumberedEntries, operations: readonly Operation[]): void {
  const model = new SortedArray()
  let now = 0
  let numbers = 0
  const pop = () => {
    const expected = model.entries.shift()
    expect(queue.pop()).toBe(expected?.number ?? -1)
    now = expected?.time ?? now
    if (expected !== undefined) expect(queue.time).toBe(now)
  }
  const popWithin = (span: number) => {
    if ((model.entries[0]?.time ?? Infinity) <= now + span) pop()
    else expect(queue.pop(now + span)).toBe(-1)
  }
  for (const { push, popWithin: span, look } of operations as {
    push?: number
    popWithin?: number
    look?: string
  }[]) {
    if (push !== undefined) {
      queue.push(now + push, numbers)
      model.push(now + push, numbers++)
    } else if (span !== undefined) popWithin(span)
    else if (look === 'pop') pop()
    else if (look === 'next time') expect(queue.nextTime()).toBe(model.entries[0]?.time ?? Infinity)
    else if (look === 'size') expect(queue.size).toBe(model.entries.length)
    else expect(queue.pending()).toEqual(model.entries)
  }
  expect(queue.size).toBe(model.entries.length)
  while (model.entries.length > 0) pop()
  const { time } = queue
  expect(queue.pop()).toBe(-1)
  expect(queue.time).toBe(time)
  expect(queue.nextTime()).toBe(Infinity)
}

/** A queue that is a wheel, as it has had many entries at a time. */
function wheel(): NumberedEntries {
  const queue = new NumberedEntries()
  for (let number = 0; number <= listCapacity; number++) queue.push(0, number)
  while (queue.pop() >= 0);
  return queue
}

describe.each([
  ['the event queue', () => new NumberedEntries()],
  ['the event queue after many entries', wheel],
])('%s', (_, newQueue) => {
  it('pops in the order of (time, push), however pushes, pops and looks are mixed', () => {
    const operations = fc.array(operation, { maxLength: 300, size: 'max' })
    fc.assert(
      fc.property(operations, (ops) => compare(newQueue(), ops)),
      { numRuns: 500 },
    )
  })

  it('pops entries of one time in the order of their push', () => {
    const queue = newQueue()
    for (let number = 0; number < 1_000; number++) queue.push(number % 3, number)
    const popped = Array.from({ length: 1_000 }, () => queue.pop())
    expect(popped).toEqual([...popped].sort((a, b) => (a % 3) - (b % 3) || a - b))
  })

  it('keeps the order of ties between an entry that was far ahead and one pushed when it had come near', () => {
    const queue = newQueue()
    const far = 2 ** 40
    queue.push(far, 1)
    queue.push(5, 0)
    expect(queue.pop()).toBe(0)
    expect(queue.nextTime()).toBe(far)
    queue.push(far, 2)
    expect([queue.pop(), queue.pop(), queue.pop()]).toEqual([1, 2, -1])
  })

  it('takes a time before one it has already looked forward to, near or out of sight', () => {
    for (const ahead of [1_000, 2 ** 31, 2 ** 32 + 1, 2 ** 40]) {
      const queue = newQueue()
      queue.push(ahead + 2 ** 32, 2)
      expect(queue.nextTime()).toBe(ahead + 2 ** 32)
      queue.push(7, 0)
      queue.push(8, 1)
      expect(queue.pending().map(({ time }) => time)).toEqual([7, 8, ahead + 2 ** 32])
      expect([queue.pop(), queue.pop(), queue.pop()]).toEqual([0, 1, 2])
    }
  })

  it('lets in entries from afar that the column was too short for at first', () => {
    const queue = newQueue()
    for (let number = 0; number < 200; number++) queue.push(2 ** 31 + number, number)
    expect(Array.from({ length: 201 }, () => queue.pop())).toEqual([...Array(200).keys(), -1])
  })

  it('tells the pending entries in order after a pop, and after a look ahead', () => {
    const queue = newQueue()
    for (const [number, time] of [30, 10, 20].entries()) queue.push(time, number)
    expect(queue.pop()).toBe(1)
    for (let look = 0; look < 2; look++) {
      expect(queue.size).toBe(2)
      expect(queue.pending()).toEqual([
        { time: 20, number: 2 },
        { time: 30, number: 0 },
      ])
      expect(queue.nextTime()).toBe(20)
    }
    expect(queue.pop()).toBe(2)
  })

  it('keeps the order of ties over two million pushes', () => {
    const queue = newQueue()
    let expected = 0
    let wrong = 0
    queue.push(0, 0)
    queue.push(0, 1)
    queue.push(0, 2)
    // Three entries are always pending; every time is shared by several.
    for (let pushes = 3; pushes < 2 ** 21 + 1_000; pushes++) {
      if (queue.pop() !== expected++) wrong++
      queue.push(Math.floor(pushes / 5), pushes)
    }
    expect(wrong).toBe(0)
    expect(queue.pending().map(({ number }) => number)).toEqual([expected, expected + 1, expected + 2])
  })

  it('keeps the order of ties among entries pushed from near and from afar, in crowds and alone', () => {
    const queue = newQueue()
    // Every entry of a round is due at its end, whichever level of the wheel it was put into.
    const end = 40_000_000
    const times = Array.from({ length: 400 }, (_, index) => end - Math.floor(end / (index + 1)))
    for (const [number, time] of times.entries()) queue.push(time, number)
    let number = times.length
    const due: number[] = []
    for (const time of times) {
      expect(queue.nextTime()).toBe(time)
      due.push(number)
      queue.pop()
      queue.push(end, number++)
    }
    expect(Array.from(due, () => queue.pop())).toEqual(due)
  })

  it('holds more than two million entries at once, some of them out of sight', { timeout: 30_000 }, () => {
    const queue = newQueue()
    const count = 2 ** 21 + 10_000
    const timeOf = (number: number) =>
      (Math.imul(number, 0x9e3779b1) >>> 8) * (number % 1_000 === 0 ? 1_000 : 1)
    for (let number = 0; number < count; number++) queue.push(timeOf(number), number)
    expect(queue.size).toBe(count)
    let disorder = 0
    let last = queue.pop()
    for (let popped = 1; popped < count; popped++) {
      const number = queue.pop()
      const order = timeOf(last) - timeOf(number) || last - number
      if (order >= 0) disorder++
      last = number
    }
    expect(disorder).toBe(0)
    expect(queue.pop()).toBe(-1)
  })
})
