import { MessagesInFlight } from '../panels/messages-in-flight.tsx'
import { useStudio } from '../studio-context.ts'
import { protocolViews } from '../views/view-of.ts'
import { ClusterRing } from './cluster-ring.tsx'

/** The cluster at the chosen moment: the nodes on a ring, and what their protocol shows of itself. */
export function ClusterPanel() {
  const studio = useStudio()
  const { nodes } = studio.run.value.recording
  const moment = studio.moment.value
  return (
    <>
      <ClusterRing />
      {moment !== null &&
        protocolViews.map(({ kinds, Picture }) => {
          const viewed = moment.flatMap((node, index) => {
            const { kind } = nodes[index]!
            return kinds.includes(kind) ? [{ ...node, kind }] : []
          })
          if (Picture === null || viewed.length === 0) return null
          return <Picture key={kinds[0]} nodes={viewed} />
        })}
      <h3>On their way</h3>
      <MessagesInFlight />
    </>
  )
}
