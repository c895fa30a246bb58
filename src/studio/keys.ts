import { nextStop, type Stop } from './navigation.ts'
import { panels, panelTitles, type Studio } from './studio.ts'

/** A key, and what it does. */
export interface KeyBinding {
  /** As `KeyboardEvent.key` has it. */
  readonly keys: readonly string[]
  /** As people read it. */
  readonly shown: string
  readonly does: string
  run(studio: Studio): void
}

const go =
  (stop: Stop, direction: 1 | -1) =>
  (studio: Studio): void =>
    studio.go(nextStop(studio.run.value.timeline, studio.cursor.value, stop, direction))

const change =
  (direction: 1 | -1) =>
  (studio: Studio): void => {
    const cursor = studio.cursor.value
    const entries = studio.changesOfField.value.map(({ entry }) => entry)
    const next =
      direction > 0 ? entries.find((entry) => entry > cursor) : entries.findLast((entry) => entry < cursor)
    if (next !== undefined) studio.go(next)
  }

const pan =
  (share: number) =>
  (studio: Studio): void => {
    const { from, to } = studio.view.value
    studio.setView(from + share * (to - from), to + share * (to - from))
  }

/** Every key of the page; what `?` lists. */
export const keyBindings: readonly KeyBinding[] = [
  { keys: ['ArrowRight'], shown: '→', does: 'next event', run: go('event', 1) },
  { keys: ['ArrowLeft'], shown: '←', does: 'previous event', run: go('event', -1) },
  { keys: ['ArrowDown', 'n'], shown: '↓ or N', does: 'next event at the same node', run: go('same node', 1) },
  {
    keys: ['ArrowUp', 'p'],
    shown: '↑ or P',
    does: 'previous event at the same node',
    run: go('same node', -1),
  },
  { keys: ['f'], shown: 'F', does: 'next fault', run: go('fault', 1) },
  { keys: ['F'], shown: 'Shift+F', does: 'previous fault', run: go('fault', -1) },
  { keys: ['v'], shown: 'V', does: 'next violation', run: go('violation', 1) },
  { keys: ['V'], shown: 'Shift+V', does: 'previous violation', run: go('violation', -1) },
  { keys: ['x'], shown: 'X', does: 'next change of the followed field', run: change(1) },
  { keys: ['X'], shown: 'Shift+X', does: 'previous change of the followed field', run: change(-1) },
  {
    keys: ['c'],
    shown: 'C',
    does: 'the event that caused this one',
    run: (studio) => {
      const cause = studio.run.value.timeline.causeOf[studio.cursor.value]!
      if (cause >= 0) studio.go(cause)
    },
  },
  { keys: ['Home'], shown: 'Home', does: 'the first event', run: (studio) => studio.go(0) },
  {
    keys: ['End'],
    shown: 'End',
    does: 'the last event',
    run: (studio) => studio.go(studio.run.value.timeline.length - 1),
  },
  {
    keys: [' '],
    shown: 'Space',
    does: 'play and pause',
    run: (studio) => {
      studio.isPlaying.value = !studio.isPlaying.value
    },
  },
  {
    keys: ['l'],
    shown: 'L',
    does: 'light cones of the chosen event on and off',
    run: (studio) => {
      studio.showsCone.value = !studio.showsCone.value
    },
  },
  {
    keys: ['h'],
    shown: 'H',
    does: 'hide and show what is outside the light cones',
    run: (studio) => {
      studio.hidesOutside.value = !studio.hidesOutside.value
      if (studio.hidesOutside.value) studio.showsCone.value = true
    },
  },
  {
    keys: ['d'],
    shown: 'D',
    does: 'compare states with this moment, and stop comparing',
    run: (studio) => {
      studio.comparedTo.value = studio.comparedTo.value === null ? studio.cursor.value : null
      studio.panel.value = 'state'
    },
  },
  { keys: ['+', '='], shown: '+', does: 'zoom in', run: (studio) => studio.zoomBy(2) },
  { keys: ['-'], shown: '−', does: 'zoom out', run: (studio) => studio.zoomBy(0.5) },
  { keys: ['0'], shown: '0', does: 'show the whole run', run: (studio) => studio.fit() },
  { keys: ['['], shown: '[', does: 'move the view to the left', run: pan(-0.4) },
  { keys: [']'], shown: ']', does: 'move the view to the right', run: pan(0.4) },
  { keys: ['o'], shown: 'O', does: 'time to scale, or event by event', run: (studio) => studio.switchAxis() },
  ...panels.map((panel, index) => ({
    keys: [String(index + 1)],
    shown: String(index + 1),
    does: `the panel “${panelTitles[panel]}”`,
    run: (studio: Studio) => {
      studio.panel.value = panel
    },
  })),
  {
    keys: ['?'],
    shown: '?',
    does: 'this list',
    run: (studio) => {
      studio.helpIsOpen.value = !studio.helpIsOpen.value
    },
  },
]

/** Lets the keys work wherever the focus is, unless something there needs the key itself. */
export function listenToKeys(studio: Studio): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    if (studio.helpIsOpen.value && event.key !== '?') return
    if (needsKey(event.target, event.key)) return
    const binding = keyBindings.find(({ keys }) => keys.includes(event.key))
    if (!binding) return
    event.preventDefault()
    binding.run(studio)
  }
  addEventListener('keydown', onKey)
  return () => removeEventListener('keydown', onKey)
}

function needsKey(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement && target.type === 'range')
    return key.startsWith('Arrow') || key === 'Home' || key === 'End'
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return key === ' '
  if (target.matches('input, select, textarea')) return true
  if (target.matches('button, summary, a')) return key === ' ' || key === 'Enter'
  return false
}
