import { useEffect } from 'preact/hooks'
import { Diagram } from './diagram/diagram.tsx'
import { Help } from './help.tsx'
import { keepAddress } from './keep-address.ts'
import { listenToKeys } from './keys.ts'
import { SidePanel } from './panels/side-panel.tsx'
import { playAlong } from './playing.ts'
import type { Studio } from './studio.ts'
import { StudioContext } from './studio-context.ts'
import { TopBar } from './top-bar.tsx'
import { Transport } from './transport.tsx'

/** The page. */
export function Page({ studio }: { studio: Studio }) {
  useEffect(() => {
    const stops = [listenToKeys(studio), playAlong(studio), keepAddress(studio)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [studio])
  return (
    <StudioContext.Provider value={studio}>
      <TopBar />
      <main>
        <div class="stage">
          <Diagram />
          <Transport />
        </div>
        <SidePanel />
      </main>
      <Help />
    </StudioContext.Provider>
  )
}
