import { effect } from '@preact/signals'
import { addressOf, parseAddress } from './address.ts'
import { type Panel, panels, type Studio } from './studio.ts'

/** How long the page must rest before its address follows, ms of real time. */
const rest = 150

/** Takes the page to what its address says, then lets the address follow the page. */
export function keepAddress(studio: Studio): () => void {
  takeFrom(location.hash)
  let timer = 0
  const stop = effect(() => {
    const hash = addressOf({
      event: studio.cursor.value,
      panel: studio.panel.value,
      axis: studio.axisKind.value,
      view: [studio.view.value.from, studio.view.value.to],
      cone: studio.showsCone.value,
      changes: studio.changes.value,
      run: studio.looksAtBranch.value ? 'branch' : 'original',
    })
    clearTimeout(timer)
    timer = window.setTimeout(() => history.replaceState(null, '', hash), rest)
  })
  const onHash = () => takeFrom(location.hash)
  addEventListener('hashchange', onHash)
  return () => {
    stop()
    clearTimeout(timer)
    removeEventListener('hashchange', onHash)
  }

  function takeFrom(hash: string): void {
    const { event, panel, axis, view, cone, changes = [], run } = parseAddress(hash)
    const isSame = JSON.stringify(changes) === JSON.stringify(studio.changes.value)
    if (!isSame || (run === 'branch') !== studio.looksAtBranch.value) studio.become(changes, run === 'branch')
    if (axis !== undefined && studio.axisKind.value !== axis) studio.switchAxis()
    if (view) studio.setView(...view)
    if (event !== undefined) studio.go(event)
    if (isPanel(panel)) studio.panel.value = panel
    studio.showsCone.value = cone ?? false
  }
}

function isPanel(name: string | undefined): name is Panel {
  return panels.some((panel) => panel === name)
}
