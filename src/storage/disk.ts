import type { Random } from '../kernel/random.ts'

/** What can be wrong with a disk at the moment; more than one may be. */
export const diskFaultKinds = [
  /** A crash keeps a prefix of what was not synced, cut anywhere, instead of losing all of it. */
  'torn-write',
  /** Reading a file flips one bit of it, for good. */
  'bit-rot',
  /** fsync reports an error, and what it should have written is dropped (Rebello et al., USENIX ATC 2020). */
  'fsync-fails',
  /** fsync reports success and writes nothing. */
  'fsync-lies',
  /** write and append are refused. */
  'full',
] as const

/** One of {@link diskFaultKinds}. */
export type DiskFaultKind = (typeof diskFaultKinds)[number]

/** What a disk needs of the world around it. */
export interface DiskWorld {
  random(label: string): Random
  /** A fault has really done something. */
  diskFault(kind: DiskFaultKind): void
}

interface Write {
  readonly offset: number
  readonly bytes: Uint8Array
}

class File {
  /** What a read sees: the page cache. */
  private cache = new Uint8Array(64)
  size = 0
  /** What a crash leaves. */
  durable: Uint8Array = new Uint8Array(0)
  /** Written since, in order. */
  dirty: Write[] = []
  /** How many writes were dirty once and are no more. */
  settled = 0

  write(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length
    if (end > this.cache.length) {
      const larger = new Uint8Array(Math.max(end, this.cache.length * 2))
      larger.set(this.cache)
      this.cache = larger
    }
    this.cache.set(bytes, offset)
    if (end > this.size) this.size = end
    this.dirty.push({ offset, bytes: bytes.slice() })
  }

  contents(): Uint8Array {
    return this.cache.slice(0, this.size)
  }

  flipBit(bit: number): void {
    const byte = Math.floor(bit / 8)
    this.cache[byte] = this.cache[byte]! ^ (1 << (bit % 8))
    if (byte < this.durable.length) this.durable[byte] = this.durable[byte]! ^ (1 << (bit % 8))
  }

  /** Takes the writes among the first `count` ever that are still dirty: they are no more. */
  settle(count: number): Write[] {
    const settled = this.dirty.splice(0, Math.max(0, count - this.settled))
    this.settled += settled.length
    return settled
  }

  /** Makes the writes among the first `count` ever that are still dirty durable. */
  flush(count: number): void {
    for (const { offset, bytes } of this.settle(count)) this.makeDurable(offset, bytes)
  }

  makeDurable(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length
    if (end > this.durable.length) {
      const larger = new Uint8Array(end)
      larger.set(this.durable)
      this.durable = larger
    }
    this.durable.set(bytes, offset)
  }

  crash(): void {
    this.settle(this.settled + this.dirty.length)
    this.cache = this.durable.slice()
    this.size = this.durable.length
  }
}

/**
 * The files of one node. Writes go to the page cache and are seen by reads at once; fsync makes those before it
 * durable; a crash keeps what is durable and, with torn writes, a cut-off prefix of the rest.
 */
export class DiskImage {
  private readonly files = new Map<string, File>()
  readonly faults = new Set<DiskFaultKind>()
  private readonly world: DiskWorld
  private readonly label: string
  private stream: Random | null = null

  /** @param label of the disk's own stream of draws. */
  constructor(world: DiskWorld, label: string) {
    this.world = world
    this.label = label
  }

  /** False when the disk is full, and nothing was written. */
  append(file: string, bytes: Uint8Array): boolean {
    return this.write(file, this.files.get(file)?.size ?? 0, bytes)
  }

  /** False when the disk is full, and nothing was written. Writing beyond the end fills the gap with zeros. */
  write(file: string, offset: number, bytes: Uint8Array): boolean {
    if (this.faults.has('full')) {
      this.world.diskFault('full')
      return false
    }
    this.open(file).write(offset, bytes)
    return true
  }

  /** A copy of the whole file, page cache included; empty when there is none. */
  read(file: string): Uint8Array {
    const opened = this.files.get(file)
    if (!opened) return new Uint8Array(0)
    if (this.faults.has('bit-rot') && opened.size > 0) {
      opened.flipBit(this.draws.int(0, opened.size * 8 - 1))
      this.world.diskFault('bit-rot')
    }
    return opened.contents()
  }

  /** How many writes the file has had: those that an fsync which starts now covers. */
  writes(file: string): number {
    const opened = this.files.get(file)
    return opened ? opened.settled + opened.dirty.length : 0
  }

  /** Ends an fsync that covered the first `covered` writes of the file; false when it failed. */
  synced(file: string, covered: number): boolean {
    const opened = this.files.get(file)
    if (this.faults.has('fsync-fails')) {
      this.world.diskFault('fsync-fails')
      opened?.settle(covered)
      return false
    }
    if (this.faults.has('fsync-lies')) {
      this.world.diskFault('fsync-lies')
      return true
    }
    opened?.flush(covered)
    return true
  }

  crash(): void {
    for (const file of this.files.values()) {
      if (file.dirty.length > 0 && this.faults.has('torn-write')) {
        this.world.diskFault('torn-write')
        const kept = this.draws.int(0, file.dirty.length - 1)
        const torn = file.dirty[kept]!
        file.flush(file.settled + kept)
        file.makeDurable(torn.offset, torn.bytes.slice(0, this.draws.int(0, torn.bytes.length)))
      }
      file.crash()
    }
  }

  wipe(): void {
    this.files.clear()
  }

  /** Made when first needed: most disks never fail. */
  private get draws(): Random {
    this.stream ??= this.world.random(this.label)
    return this.stream
  }

  private open(file: string): File {
    let opened = this.files.get(file)
    if (!opened) {
      opened = new File()
      this.files.set(file, opened)
    }
    return opened
  }
}
