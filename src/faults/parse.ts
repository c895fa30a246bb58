import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'
import { parseTime } from '../kernel/time.ts'
import type { PartitionShape } from '../network/partition.ts'
import type { DiskFaultKind } from '../storage/disk.ts'
import type { Fault, TimedFault } from './fault.ts'
import { parseLinkChange } from './parse-link-change.ts'

type Words = Readonly<Record<string, string | undefined>>

/** A way to put one type of fault: an example, the pattern of its words, and what they mean. */
interface Sentence {
  readonly example: string
  readonly pattern: RegExp
  readonly fault: (words: Words) => Fault
}

const time = String.raw`\d+(?:\.\d+)?\s*(?:us|µs|ms|s|min|m|h)`
const number = String.raw`\d+(?:\.\d+)?(?:e[+-]?\d+)?`
const arrow = '(?:→|->)'
const during = `(?: for (?<lasts>${time}))?`

/** What `describeFault` says, sentence for sentence. */
const sentences: readonly Sentence[] = [
  sentence('crash n1 for 300 ms', `(?<type>crash|pause|wipe) (?<node>\\S+)${during}`, ({ type, node }) => ({
    type: type as 'crash' | 'pause' | 'wipe',
    node: node!,
  })),
  sentence('restart n1', '(?<type>restart|resume) (?<node>\\S+)', ({ type, node }) => ({
    type: type as 'restart' | 'resume',
    node: node!,
  })),
  sentence(
    'slow n1 down 10 times',
    `slow (?<node>\\S+) down (?<factor>${number}) times${during}`,
    ({ node, factor }) => ({ type: 'slow', node: node!, factor: Number(factor) }),
  ),
  sentence(
    'upgrade n1 to v2, down for 20 ms',
    `upgrade (?<node>\\S+) to (?<to>.+?)(?:, down for (?<lasts>${time}))?`,
    ({ node, to }) => ({ type: 'upgrade', node: node!, to: to! }),
  ),
  sentence('partition into a ring n1 n2 n3 n4', `partition into a ring (?<ring>.+?)${during}`, ({ ring }) =>
    partition({ shape: 'ring', ring: names(ring) }),
  ),
  sentence(
    'partition {n1 n2 | n4} bridged by n3',
    `partition \\{(?<sides>.*)\\} bridged by (?<bridge>\\S+)${during}`,
    ({ sides, bridge }) => partition({ shape: 'bridge', bridge: bridge!, sides: groups(sides) }),
  ),
  sentence('partition {n1 | n2 n3}', `partition \\{(?<parts>.*)\\}${during}`, ({ parts }) =>
    partition({ shape: 'groups', groups: groups(parts) }),
  ),
  sentence('isolate n1', `isolate (?<node>\\S+)${during}`, ({ node }) =>
    partition({ shape: 'isolate', node: node! }),
  ),
  sentence('cut n1 → n2 n3', `cut (?<from>.+?) ${arrow} (?<to>.+?)${during}`, ({ from, to }) =>
    partition({ shape: 'oneWay', from: names(from), to: names(to) }),
  ),
  sentence('n2 → n3 clogged', `(?<from>.+?) ${arrow} (?<to>.+?) clogged${during}`, ({ from, to }) => ({
    type: 'clog',
    from: names(from),
    to: names(to),
  })),
  sentence(
    'n1 → all: loss 30 %',
    `(?:all links|(?<from>.+?) ${arrow} (?<to>.+)): (?<change>.+?)${during}`,
    ({ from = 'all', to = 'all', change }) => ({
      type: 'degrade',
      ...(from !== 'all' && { from: names(from) }),
      ...(to !== 'all' && { to: names(to) }),
      change: parseLinkChange(change!),
    }),
  ),
  sentence('heal all links', 'heal all links', () => ({ type: 'heal' })),
  sentence(
    'set the clock of n1 5 ms forward',
    `set the clock of (?<node>\\S+) (?<by>${time}) (?<way>forward|back)`,
    ({ node, by, way }) => ({
      type: 'clockJump',
      node: node!,
      by: way === 'back' ? -parseTime(by!) : parseTime(by!),
    }),
  ),
  sentence(
    'clock of n1 runs 200 millionths too fast',
    `clock of (?<node>\\S+) runs (?:true|(?<size>${number}) millionths too (?<way>fast|slow))${during}`,
    ({ node, size = '0', way }) => ({
      type: 'clockDrift',
      node: node!,
      drift: way === 'slow' ? -Number(size) : Number(size),
    }),
  ),
  sentence('disk of n1: torn-write', `disk of (?<node>\\S+): (?<fault>\\S+)${during}`, ({ node, fault }) => ({
    type: 'disk',
    node: node!,
    fault: fault as DiskFaultKind,
  })),
]

/**
 * A fault from the words of `describeFault` (`->` and `...` will do for `→` and `…`), or from its JSON. Whether
 * there are such nodes, `validateFault` says. Nodes named `all`, `cut` or `→` can only be told in JSON.
 * @throws UsageError when it is neither.
 */
export function parseFault(text: string): Fault {
  const words = text.trim()
  if (words.startsWith('{')) return parseJson(words) as Fault
  for (const { pattern, fault } of sentences) {
    const match = pattern.exec(words)
    if (match === null) continue
    const parts = match.groups ?? {}
    const { lasts } = parts
    return lasts === undefined ? fault(parts) : ({ ...fault(parts), lasts: parseTime(lasts) } as Fault)
  }
  const [first = ''] = words.split(' ')
  const alike = sentences.filter(({ example }) => example.startsWith(`${first} `))
  const examples = (alike.length > 0 ? alike : sentences).map(({ example }) => `'${example}'`)
  const verbs = sentences.map(({ example }) => example.split(' ')[0]!)
  throw new UsageError(
    `Expected a fault in the words of a script, such as ${examples.slice(0, 3).join(', ')}, or in JSON, got '${words}'.${alike.length > 0 ? '' : didYouMean(first, [...new Set(verbs)])}`,
  )
}

/**
 * A fault with its time: a line of a script such as `! fault#2: at 120 ms crash n1`, or its JSON.
 * @throws UsageError when it is neither.
 */
export function parseTimedFault(text: string): TimedFault {
  const line = text.trim()
  if (line.startsWith('{')) {
    const value = parseJson(line) as Partial<TimedFault>
    if (value.at === undefined || value.fault === undefined)
      throw new UsageError(
        `Expected a fault with its time, {"at": 120000, "fault": { … }} with whole µs, got '${line}'.`,
      )
    return value as TimedFault
  }
  const words = timedFault.exec(line)?.groups
  if (words === undefined)
    throw new UsageError(`Expected a fault with its time, such as 'at 120 ms crash n1', got '${line}'.`)
  return { at: parseTime(words.at!), fault: parseFault(words.fault!) }
}

const timedFault = new RegExp(`^(?:! )?(?:fault#\\d+: )?at (?<at>${time}) (?<fault>.+)$`)

function sentence(example: string, pattern: string, fault: Sentence['fault']): Sentence {
  return { example, fault, pattern: new RegExp(`^${pattern}$`) }
}

function partition(cut: PartitionShape): Fault {
  return { type: 'partition', cut }
}

function names(words: string | undefined): string[] {
  return (words ?? '').split(/\s+/).filter((name) => name !== '')
}

function groups(parts: string | undefined): string[][] {
  return (parts ?? '').split('|').map(names)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(
      `Expected a fault in JSON, such as {"type": "crash", "node": "n1"}, got '${text}': ${(error as Error).message}.`,
    )
  }
}
