import type { ComponentType } from 'preact'
import { ClusterPanel } from '../cluster/cluster-panel.tsx'
import { type Panel, panels, panelTitles } from '../studio.ts'
import { useStudio } from '../studio-context.ts'
import { EventTable } from './event-table.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { StatePanel } from './state-panel.tsx'
import { WhatIf } from './what-if.tsx'
import { Why } from './why.tsx'

const contents: Readonly<Record<Panel, ComponentType>> = {
  cluster: ClusterPanel,
  state: StatePanel,
  events: EventTable,
  why: Why,
  branch: WhatIf,
  history: HistoryPanel,
}

/** What stands beside the diagram: one panel of several. */
export function SidePanel() {
  const studio = useStudio()
  const shown = studio.panel.value
  const Content = contents[shown]
  return (
    <aside class="side" aria-label="Details">
      <div class="tabs" role="tablist">
        {panels.map((panel) => (
          <button
            key={panel}
            id={`tab-${panel}`}
            type="button"
            role="tab"
            aria-selected={panel === shown}
            aria-controls="panel"
            onClick={() => {
              studio.panel.value = panel
            }}
          >
            {panelTitles[panel]}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <div id="panel" class="panel" role="tabpanel" aria-label={panelTitles[shown]} tabIndex={0}>
        <Content />
      </div>
    </aside>
  )
}
