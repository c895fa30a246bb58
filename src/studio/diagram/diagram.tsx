import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { useStudio } from '../studio-context.ts'
import { type Colours, coloursOf } from './colours.ts'
import { Legend } from './legend.tsx'
import type { Painted } from './paint.ts'
import { Track } from './track.tsx'

/** The space–time diagram; with a branch, of both runs, one below the other. */
export function Diagram() {
  const studio = useStudio()
  const section = useRef<HTMLElement>(null)
  const colours = useSignal<Colours | null>(null)
  const painted = useSignal<Painted>({ messages: 0, areMessagesDrawn: true })
  useEffect(() => {
    const read = () => {
      colours.value = coloursOf(section.current!)
    }
    read()
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', read)
    const themes = new MutationObserver(read)
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-scheme'] })
    return () => {
      themes.disconnect()
      dark.removeEventListener('change', read)
    }
  }, [])
  const branch = studio.branch.value
  const branched = branch !== null && 'run' in branch ? branch.run : null
  return (
    <section ref={section} class="diagram" aria-label="Space–time diagram">
      <Legend painted={painted} colours={colours} />
      <Track key="original" run={studio.original} colours={colours} painted={painted} />
      {branched && <Track key="branch" run={branched} colours={colours} painted={painted} />}
    </section>
  )
}
