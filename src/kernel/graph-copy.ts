/**
 * Copies an object with all that it leads to: plain data, arrays, typed arrays, maps, sets and instances of classes, each
 * once, so that what was one object is one object in the copy, cycles included. Functions and frozen objects are shared:
 * so no closure may hold what is to be copied.
 * @param instead what stands in the copy in place of some objects: themselves, where they are to be shared, or others.
 * @param earlier a copy made before, of which plain data that has stayed the same is shared; then neither copy may be
 *   changed.
 */
export function graphCopy<Root extends object>(
  root: Root,
  instead: ReadonlyMap<object, unknown> = new Map(),
  earlier?: Root,
): GraphCopy<Root> {
  const copying = new Copying(instead)
  return { copy: copying.copy(root, earlier) as Root, objects: copying.objects - instead.size }
}

/** A copy, and of how many objects. */
export interface GraphCopy<Root> {
  readonly copy: Root
  readonly objects: number
}

type Fields = Record<string, unknown>

class Copying {
  private readonly copies: Map<object, unknown>

  constructor(instead: ReadonlyMap<object, unknown>) {
    this.copies = new Map(instead)
  }

  get objects(): number {
    return this.copies.size
  }

  copy(value: unknown, earlier: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const known = this.copies.get(value)
    if (known !== undefined || this.copies.has(value)) return known
    if (Object.isFrozen(value)) return value
    if (Array.isArray(value)) return this.copyList(value, Array.isArray(earlier) ? earlier : undefined)
    if (ArrayBuffer.isView(value)) return this.made(value, (value as Uint8Array).slice())
    if (value instanceof Map) return this.copyMap(value, earlier instanceof Map ? earlier : undefined)
    if (value instanceof Set) return this.copySet(value)
    return this.copyFields(value as Fields, earlier)
  }

  private made<Copy>(value: object, copy: Copy): Copy {
    this.copies.set(value, copy)
    return copy
  }

  private copyList(list: readonly unknown[], earlier: readonly unknown[] | undefined): unknown {
    const copy: unknown[] = this.made(list, [])
    let same = earlier !== undefined && earlier.length === list.length
    for (let index = 0; index < list.length; index++) {
      const before = earlier?.[index]
      const part = this.copy(list[index], before)
      copy.push(part)
      same &&= part === before
    }
    return same ? this.made(list, earlier) : copy
  }

  private copyFields(fields: Fields, candidate: unknown): unknown {
    const prototype = Object.getPrototypeOf(fields) as object | null
    const isPlain = prototype === Object.prototype
    const copy = this.made(fields, isPlain ? { ...fields } : Object.assign(Object.create(prototype), fields))
    const earlier = isOfClass(candidate, prototype) ? candidate : undefined
    if (!isPlain || earlier === undefined) {
      this.copyParts(fields, copy, earlier)
      return copy
    }
    const earlierNames = Object.keys(earlier)
    let index = 0
    let same = true
    for (const name in fields) {
      // In the same order, too, as a handler may walk over them.
      const isKnown = earlierNames[index++] === name
      const before = isKnown ? earlier[name] : undefined
      let part = fields[name]
      if (typeof part === 'object' && part !== null) {
        part = this.copy(part, before)
        set(copy, name, part)
      }
      same &&= isKnown && part === before
    }
    return same && index === earlierNames.length ? this.made(fields, earlier) : copy
  }

  /** Puts copies in the place of what the fields lead to. */
  private copyParts(fields: Fields, copy: Fields, earlier: Fields | undefined): void {
    for (const name in fields) {
      const part = fields[name]
      if (typeof part === 'object' && part !== null) set(copy, name, this.copy(part, earlier?.[name]))
    }
  }

  private copyMap(
    map: ReadonlyMap<unknown, unknown>,
    earlier: ReadonlyMap<unknown, unknown> | undefined,
  ): unknown {
    const copy: Map<unknown, unknown> = this.made(map, new Map())
    for (const [key, part] of map) copy.set(this.copy(key, undefined), this.copy(part, earlier?.get(key)))
    return copy
  }

  private copySet(set: ReadonlySet<unknown>): unknown {
    const copy: Set<unknown> = this.made(set, new Set())
    for (const part of set) copy.add(this.copy(part, undefined))
    return copy
  }
}

function isOfClass(value: unknown, prototype: object | null): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === prototype
}

/** Sets a field; `__proto__` is a name like any other. */
function set(fields: Fields, name: string, value: unknown): void {
  if (name !== '__proto__') fields[name] = value
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
}
