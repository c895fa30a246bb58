import type { RecordedNode } from '../../explore/recording/recording.ts'

export interface Place {
  readonly x: number
  readonly y: number
  readonly radius: number
}

/** Servers on a ring, the first at the top; clients in a row below. */
export function placesOf(nodes: readonly RecordedNode[], width: number, height: number): Place[] {
  const servers = nodes.filter(({ client }) => !client)
  const clients = nodes.filter(({ client }) => client)
  const room = clients.length > 0 ? height - 62 : height
  const [centreX, centreY] = [width / 2, room / 2 - 2]
  const radius = Math.min(26, Math.max(11, 150 / Math.max(servers.length, 1)))
  const ring = servers.length === 1 ? 0 : Math.min(centreX - 50, centreY - radius - 14)
  return nodes.map((node) => {
    if (node.client) {
      const place = clients.indexOf(node)
      return { x: (width * (place + 0.5)) / clients.length, y: height - 32, radius: 14 }
    }
    const angle = (2 * Math.PI * servers.indexOf(node)) / servers.length - Math.PI / 2
    return { x: centreX + ring * 1.25 * Math.cos(angle), y: centreY + ring * Math.sin(angle), radius }
  })
}
