import { UsageError } from '../kernel/errors.ts'
import { didYouMean } from '../kernel/nearest.ts'
import { defaultLink, validateLink } from '../network/link.ts'
import { namedNodes, type PartitionShape } from '../network/partition.ts'
import { validateClock } from '../node/clock.ts'
import { diskFaultKinds } from '../storage/disk.ts'
import type { Fault, FaultType } from './fault.ts'

/** What each type of fault may say. */
const fields: Readonly<Record<FaultType, readonly string[]>> = {
  crash: ['type', 'node', 'lasts'],
  restart: ['type', 'node'],
  pause: ['type', 'node', 'lasts'],
  resume: ['type', 'node'],
  slow: ['type', 'node', 'factor', 'lasts'],
  wipe: ['type', 'node', 'lasts'],
  upgrade: ['type', 'node', 'to', 'lasts'],
  partition: ['type', 'cut', 'lasts'],
  clog: ['type', 'from', 'to', 'lasts'],
  degrade: ['type', 'from', 'to', 'change', 'lasts'],
  heal: ['type'],
  clockJump: ['type', 'node', 'by'],
  clockDrift: ['type', 'node', 'drift', 'lasts'],
  disk: ['type', 'node', 'fault', 'lasts'],
}

/** What each shape of a partition says. */
const shapeFields: Readonly<Record<PartitionShape['shape'], readonly string[]>> = {
  groups: ['shape', 'groups'],
  oneWay: ['shape', 'from', 'to'],
  bridge: ['shape', 'bridge', 'sides'],
  ring: ['shape', 'ring'],
  isolate: ['shape', 'node'],
}

const types = Object.keys(fields)
const shapes = Object.keys(shapeFields)
const linkFields = Object.keys(defaultLink)

/**
 * Holds a fault, which may come from hand-written JSON, against the nodes and versions of its scenario.
 * @throws UsageError naming `where` the fault stands, what is wrong with it and what to write instead.
 */
export function validateFault(
  fault: Fault,
  nodes: readonly string[],
  versions: readonly string[],
  where: string,
): void {
  try {
    check(fault, nodes, versions)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${error.message} This is about ${where}.`)
    throw error
  }
}

function check(fault: Fault, nodes: readonly string[], versions: readonly string[]): void {
  oneOf('the type of a fault', fault?.type, types)
  const { type } = fault
  onlyFields(`a fault of type '${type}'`, fault, fields[type])
  if (
    'lasts' in fault &&
    fault.lasts !== undefined &&
    !(Number.isSafeInteger(fault.lasts) && fault.lasts >= 0)
  )
    fail(`${type}.lasts to be a time in whole µs, 0 or more (write ms(300))`, fault.lasts)
  if (fields[type].includes('node')) aNode(`${type}.node`, (fault as { node?: unknown }).node, nodes)
  switch (fault.type) {
    case 'crash':
    case 'restart':
    case 'pause':
    case 'resume':
    case 'wipe':
    case 'heal':
      break
    case 'slow':
      if (!(Number.isFinite(fault.factor) && fault.factor >= 1))
        fail('slow.factor to be 1 or more (with 10, everything takes ten times as long)', fault.factor)
      break
    case 'upgrade':
      if (!versions.includes(fault.to))
        throw new UsageError(
          versions.length === 0
            ? `Expected the scenario to have versions: { ${shown(fault.to)}: … } for upgrade.to to name, got none.`
            : `Expected upgrade.to to name a version (${versions.join(', ')}), got ${shown(fault.to)}.${suggestion(fault.to, versions)}`,
        )
      break
    case 'partition':
      aCut(fault.cut, nodes)
      break
    case 'clog':
      someNodes('clog.from', fault.from, nodes)
      someNodes('clog.to', fault.to, nodes)
      break
    case 'degrade':
      if (fault.from !== undefined) someNodes('degrade.from', fault.from, nodes)
      if (fault.to !== undefined) someNodes('degrade.to', fault.to, nodes)
      aRecord('degrade.change', fault.change, '{ loss: percent(10) }')
      onlyFields('degrade.change', fault.change, linkFields)
      validateLink(fault.change, 'degrade.change')
      break
    case 'clockJump':
      if (!Number.isSafeInteger(fault.by))
        fail('clockJump.by to be a time in whole µs (write ms(5), or -ms(5) to set the clock back)', fault.by)
      break
    case 'clockDrift':
      validateClock({ drift: fault.drift ?? Number.NaN }, 'clockDrift')
      break
    case 'disk':
      oneOf('disk.fault', fault.fault, diskFaultKinds)
      break
    default:
      fault satisfies never
  }
}

function aCut(cut: PartitionShape, nodes: readonly string[]): void {
  aRecord('partition.cut', cut, "{ shape: 'groups', groups: [['n1'], ['n2', 'n3']] }")
  oneOf('partition.cut.shape', cut.shape, shapes)
  onlyFields(`a cut of shape '${cut.shape}'`, cut, shapeFields[cut.shape])
  switch (cut.shape) {
    case 'groups':
      listOfLists('partition.cut.groups', cut.groups)
      break
    case 'oneWay':
      aList('partition.cut.from', cut.from)
      aList('partition.cut.to', cut.to)
      break
    case 'bridge':
      listOfLists('partition.cut.sides', cut.sides)
      break
    case 'ring':
      aList('partition.cut.ring', cut.ring)
      break
    case 'isolate':
      break
    default:
      cut satisfies never
  }
  for (const name of namedNodes(cut)) aNode(`the ${cut.shape} partition`, name, nodes)
}

function aNode(field: string, name: unknown, nodes: readonly string[]): void {
  if (typeof name !== 'string' || !nodes.includes(name))
    throw new UsageError(
      `Expected ${field} to name a node (${nodes.join(', ')}), got ${shown(name)}.${suggestion(name, nodes)}`,
    )
}

function someNodes(field: string, names: unknown, nodes: readonly string[]): void {
  aList(field, names)
  if (names.length === 0) fail(`${field} to name at least one node`, names)
  for (const [index, name] of names.entries()) {
    aNode(field, name, nodes)
    if (names.indexOf(name) < index) fail(`${field} to name each node once`, names)
  }
}

function aList(field: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) fail(`${field} to be a list of nodes, such as ['n1', 'n2']`, value)
}

function listOfLists(field: string, value: unknown): void {
  if (!Array.isArray(value) || !value.every(Array.isArray))
    fail(`${field} to be lists of nodes, such as [['n1'], ['n2', 'n3']]`, value)
}

function aRecord(field: string, value: unknown, example: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(`${field} to be an object, such as ${example}`, value)
}

function oneOf(field: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value !== 'string' || !allowed.includes(value))
    throw new UsageError(
      `Expected ${field} to be one of ${allowed.join(', ')}, got ${shown(value)}.${suggestion(value, allowed)}`,
    )
}

function onlyFields(what: string, value: object, allowed: readonly string[]): void {
  for (const field of Object.keys(value))
    if (!allowed.includes(field))
      throw new UsageError(
        `Expected ${what} to have no more than ${allowed.join(', ')}, got ${shown(field)}.${suggestion(field, allowed)}`,
      )
}

function suggestion(name: unknown, candidates: readonly string[]): string {
  return typeof name === 'string' ? didYouMean(name, candidates) : ''
}

function fail(expected: string, got: unknown): never {
  throw new UsageError(`Expected ${expected}, got ${shown(got)}.`)
}

/** As it would be written in code. */
function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value))
}
