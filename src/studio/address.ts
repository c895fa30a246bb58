import type { AxisKind } from './model/axis.ts'
import type { Change } from './model/changes.ts'

/** What of the page's state its address carries, after the `#`. */
export interface Address {
  readonly event?: number
  readonly panel?: string
  readonly axis?: AxisKind
  /** From where to where the diagram shows, in units of its axis. */
  readonly view?: readonly [from: number, to: number]
  readonly cone?: boolean
  readonly changes?: readonly Change[]
  /** Which run is looked at. */
  readonly run?: 'original' | 'branch'
}

/** `#event=812&axis=order&change={…}`, each change one parameter. */
export function addressOf({ event, panel, axis, view, cone, changes = [], run }: Address): string {
  const parameters = new URLSearchParams()
  if (event !== undefined) parameters.set('event', String(event + 1))
  if (run === 'branch') parameters.set('run', run)
  if (panel !== undefined && panel !== 'cluster') parameters.set('panel', panel)
  if (axis === 'order') parameters.set('axis', axis)
  if (view) parameters.set('view', view.map((position) => Math.round(position)).join('..'))
  if (cone) parameters.set('cone', 'on')
  for (const change of changes) parameters.append('change', JSON.stringify(change))
  return `#${parameters}`
}

/** What an address says; what it says wrongly is left out. */
export function parseAddress(hash: string): Address {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''))
  const event = Number(parameters.get('event'))
  const [from = Number.NaN, to = Number.NaN] = (parameters.get('view') ?? '').split('..').map(Number)
  const panel = parameters.get('panel')
  const changes = parameters.getAll('change').flatMap(parseChange)
  return {
    ...(Number.isSafeInteger(event) && event > 0 && { event: event - 1 }),
    ...(panel !== null && { panel }),
    ...(parameters.get('axis') === 'order' && { axis: 'order' }),
    ...(to > from && { view: [from, to] }),
    ...(parameters.get('cone') === 'on' && { cone: true }),
    ...(parameters.get('run') === 'branch' && { run: 'branch' }),
    ...(changes.length > 0 && { changes }),
  }
}

function parseChange(text: string): Change[] {
  try {
    const change: unknown = JSON.parse(text)
    return isChange(change) ? [change] : []
  } catch {
    return []
  }
}

function isChange(value: unknown): value is Change {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false
  const change = value as Readonly<Record<string, unknown>>
  return (
    change.type === 'shrunk' ||
    (change.type === 'inject' && typeof change.timed === 'object' && change.timed !== null) ||
    (change.type === 'without' && Number.isSafeInteger(change.fault)) ||
    (change.type === 'pin' && typeof change.pin === 'object' && change.pin !== null) ||
    (change.type === 'seed' && typeof change.seed === 'string' && change.seed !== '')
  )
}
