import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Studio } from './studio.ts'

export const StudioContext = createContext<Studio | null>(null)

/** The studio that the component is a part of. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext)
  if (studio === null) throw new Error('Expected the component to stand inside the page.')
  return studio
}
