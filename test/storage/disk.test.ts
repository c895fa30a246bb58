import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/kernel/random.ts'
import { type DiskFaultKind, DiskImage } from '../../src/storage/disk.ts'

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0))
const text = (of: Uint8Array) => String.fromCharCode(...of)

/** A disk and what it told of faults that had an effect. */
function disk(seed = 'disk'): DiskImage & { readonly told: DiskFaultKind[] } {
  const told: DiskFaultKind[] = []
  const world = {
    random: (label: string) => new Random(label),
    diskFault: (kind: DiskFaultKind) => told.push(kind),
  }
  const image = new DiskImage(world, seed)
  return Object.assign(image, { told })
}

/** Appends and makes durable. */
function store(image: DiskImage, content: string, file = 'log'): void {
  image.append(file, bytes(content))
  image.synced(file, image.writes(file))
}

describe('a disk without faults', () => {
  it('shows writes at once, and gaps as zeros', () => {
    const image = disk()
    expect(image.read('log')).toEqual(new Uint8Array(0))
    expect(image.append('log', bytes('ab'))).toBe(true)
    image.append('log', bytes('cd'))
    image.write('log', 1, bytes('X'))
    image.write('log', 6, bytes('Y'))
    expect(text(image.read('log'))).toBe('aXcd\0\0Y')
    expect(image.read('other')).toEqual(new Uint8Array(0))
  })

  it('hands out copies, and keeps one of what it was given', () => {
    const image = disk()
    const given = bytes('abc')
    image.append('log', given)
    given.fill(0)
    image.read('log').fill(0)
    image.synced('log', 1)
    image.crash()
    expect(text(image.read('log'))).toBe('abc')
  })

  it('keeps through a crash what was synced, and nothing else', () => {
    const image = disk()
    store(image, 'kept')
    image.append('log', bytes('lost'))
    image.append('new', bytes('lost'))
    image.crash()
    expect(text(image.read('log'))).toBe('kept')
    expect(text(image.read('new'))).toBe('')
    store(image, ', again')
    image.crash()
    expect(text(image.read('log'))).toBe('kept, again')
  })

  it('syncs what was written before the fsync began, not what came while it ran', () => {
    const image = disk()
    image.append('log', bytes('before'))
    const covered = image.writes('log')
    image.append('log', bytes(' while'))
    expect(image.synced('log', covered)).toBe(true)
    image.crash()
    expect(text(image.read('log'))).toBe('before')
  })

  it('lets two fsyncs that overlap cover no more than each began with', () => {
    const image = disk()
    image.append('log', bytes('a'))
    const first = image.writes('log')
    image.append('log', bytes('b'))
    const second = image.writes('log')
    image.append('log', bytes('c'))
    image.synced('log', first)
    image.synced('log', second)
    image.crash()
    expect(text(image.read('log'))).toBe('ab')
  })

  it('is empty when wiped, to the last file', () => {
    const image = disk()
    store(image, 'a')
    store(image, 'b', 'snapshot')
    image.wipe()
    expect([image.read('log').length, image.read('snapshot').length]).toEqual([0, 0])
  })

  it('behaves as an array of bytes does, of which crashes keep the last synced state', () => {
    const write = fc.record({ at: fc.nat({ max: 40 }), content: fc.string({ minLength: 1, maxLength: 8 }) })
    const step = fc.oneof(
      { weight: 5, arbitrary: write },
      { weight: 2, arbitrary: fc.constant('sync' as const) },
      { weight: 1, arbitrary: fc.constant('crash' as const) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const image = disk()
        let cache: number[] = []
        let durable: number[] = []
        for (const move of steps) {
          if (move === 'sync') {
            image.synced('f', image.writes('f'))
            durable = [...cache]
          } else if (move === 'crash') {
            image.crash()
            cache = [...durable]
          } else {
            const content = bytes(move.content)
            image.write('f', move.at, content)
            while (cache.length < move.at) cache.push(0)
            for (const [i, byte] of content.entries()) cache[move.at + i] = byte
          }
          expect([...image.read('f')]).toEqual(cache)
        }
      }),
    )
  })
})

describe('a torn write', () => {
  it('leaves a prefix of what was written since the last fsync, cut anywhere', () => {
    const ends = new Set<number>()
    for (let seed = 0; seed < 200; seed++) {
      const image = disk(`${seed}`)
      image.faults.add('torn-write')
      store(image, 'kept')
      image.append('log', bytes('12'))
      image.append('log', bytes('345'))
      image.crash()
      const left = text(image.read('log'))
      expect('kept12345'.startsWith(left)).toBe(true)
      ends.add(left.length)
      expect(image.told).toEqual(['torn-write'])
    }
    expect([...ends].sort()).toEqual([4, 5, 6, 7, 8, 9])
  })

  it('leaves alone what was synced, and tells of nothing when nothing was torn', () => {
    const image = disk()
    image.faults.add('torn-write')
    store(image, 'kept')
    image.crash()
    expect(text(image.read('log'))).toBe('kept')
    expect(image.told).toEqual([])
  })

  it('draws anew for each file and each crash', () => {
    const image = disk()
    image.faults.add('torn-write')
    const lengths = new Set<number>()
    for (let i = 0; i < 20; i++) {
      image.append(`log ${i}`, new Uint8Array(1_000))
      image.crash()
      lengths.add(image.read(`log ${i}`).length)
    }
    expect(lengths.size).toBeGreaterThan(10)
  })
})

describe('bit rot', () => {
  it('flips one bit with each read, another each time, and for good', () => {
    const image = disk()
    const content = '0123456789'
    store(image, content)
    image.faults.add('bit-rot')
    const flipped = (of: Uint8Array) => [...of].map((byte, i) => byte ^ content.charCodeAt(i))
    const ones = (words: readonly number[]) =>
      words.map((word) => word.toString(2).replaceAll('0', '').length).reduce((sum, count) => sum + count, 0)
    const first = flipped(image.read('log'))
    expect(ones(first)).toBe(1)
    const second = flipped(image.read('log'))
    expect(ones(second)).toBe(2)
    image.faults.clear()
    image.crash()
    expect(flipped(image.read('log'))).toEqual(second)
    expect(image.told).toEqual(['bit-rot', 'bit-rot'])
  })

  it('does nothing to files that are empty', () => {
    const image = disk()
    image.faults.add('bit-rot')
    image.read('log')
    image.append('log', new Uint8Array(0))
    image.read('log')
    expect(image.told).toEqual([])
  })
})

describe('an fsync', () => {
  it('that fails says so, and drops what it was to write, though reads still show it', () => {
    const image = disk()
    store(image, 'kept')
    image.faults.add('fsync-fails')
    image.append('log', bytes(' lost'))
    expect(image.synced('log', image.writes('log'))).toBe(false)
    image.faults.clear()
    // The pages count as clean now: a second fsync reports success without them (Rebello et al. 2020, §3).
    expect(image.synced('log', image.writes('log'))).toBe(true)
    expect(text(image.read('log'))).toBe('kept lost')
    image.crash()
    expect(text(image.read('log'))).toBe('kept')
    expect(image.told).toEqual(['fsync-fails'])
  })

  it('that lies reports success and writes nothing, until a true one comes', () => {
    const image = disk()
    image.faults.add('fsync-lies')
    image.append('log', bytes('a'))
    expect(image.synced('log', 1)).toBe(true)
    image.faults.clear()
    image.append('log', bytes('b'))
    image.synced('log', 2)
    image.crash()
    expect(text(image.read('log'))).toBe('ab')

    image.faults.add('fsync-lies')
    store(image, 'lost')
    image.crash()
    expect(text(image.read('log'))).toBe('ab')
    expect(image.told).toEqual(['fsync-lies', 'fsync-lies'])
  })
})

describe('a full disk', () => {
  it('refuses writes and appends, and shows what it has', () => {
    const image = disk()
    store(image, 'kept')
    image.faults.add('full')
    expect(image.append('log', bytes('x'))).toBe(false)
    expect(image.write('log', 0, bytes('x'))).toBe(false)
    expect(text(image.read('log'))).toBe('kept')
    image.faults.clear()
    expect(image.append('log', bytes('!'))).toBe(true)
    expect(image.told).toEqual(['full', 'full'])
  })
})
