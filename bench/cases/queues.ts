import FlatQueue from 'flatqueue'
import { Heap } from 'heap-js'
import TinyQueue from 'tinyqueue'
import { EventQueue, ownWords } from '../../src/kernel/event-queue.ts'
import { nanosecondsPer } from '../stopwatch.ts'

interface AnyQueue {
  push(time: number, entry: number): void
  /** Takes the first out and returns its time. */
  pop(): number
}

interface Entry {
  readonly time: number
  readonly sequence: number
  readonly entry: number
}

const inOrder = (a: Entry, b: Entry) => a.time - b.time || a.sequence - b.sequence

const queues: Readonly<Record<string, () => AnyQueue>> = {
  lightcone: () => {
    const queue = new EventQueue()
    return {
      push: (time, entry) => {
        const place = queue.open()
        queue.words[place + ownWords] = entry
        queue.push(time, place)
      },
      pop: () => {
        queue.close(queue.pop())
        return queue.time
      },
    }
  },
  // Keeps no order among ties.
  flatqueue: () => {
    const queue = new FlatQueue<number>()
    return {
      push: (time, entry) => queue.push(entry, time),
      pop: () => {
        const time = queue.peekValue()!
        queue.pop()
        return time
      },
    }
  },
  tinyqueue: () => {
    const queue = new TinyQueue<Entry>([], inOrder)
    let sequence = 0
    return {
      push: (time, entry) => queue.push({ time, sequence: sequence++, entry }),
      pop: () => queue.pop()!.time,
    }
  },
  'heap-js': () => {
    const queue = new Heap<Entry>(inOrder)
    let sequence = 0
    return {
      push: (time, entry) => queue.push({ time, sequence: sequence++, entry }),
      pop: () => queue.pop()!.time,
    }
  },
}

/** The hold model (Vaucher & Duval 1975): with `size` entries pending, the first is taken out and put in again later. */
export function hold(name: string, size: number): number {
  const queue = queues[name]!()
  // Increments drawn beforehand, so that drawing them costs nothing.
  const increments = new Int32Array(65_536)
  let bits = 12_345
  for (let i = 0; i < increments.length; i++) {
    bits = (Math.imul(bits, 1_103_515_245) + 12_345) & 0x7fffffff
    increments[i] = 1_000 + (bits % 9_000)
  }
  for (let entry = 0; entry < size; entry++) queue.push(increments[entry & 65_535]!, entry & 0xffff)
  let next = 0
  return nanosecondsPer(() => {
    for (let i = 0; i < 10_000; i++) {
      const now = queue.pop()
      queue.push(now + increments[next]!, next)
      next = (next + 1) & 65_535
    }
    return 10_000
  })
}
