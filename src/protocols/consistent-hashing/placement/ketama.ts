import { md5 } from '@noble/hashes/legacy.js'
import { encodeUtf8, utf8Bytes } from './hashes/utf8.ts'
import { membershipOf, totalWeight } from './membership.ts'
import type { Member } from './placement.ts'
import { RingPlacement } from './ring.ts'

const DIGESTS_PER_SERVER = 40
const POINTS_PER_DIGEST = 4

function digest(text: string): Uint8Array {
  const length = encodeUtf8(text)
  return md5(utf8Bytes.subarray(0, length))
}

function readPoint(bytes: Uint8Array, point: number): number {
  const offset = 4 * point
  const upper = (bytes[offset + 3]! << 24) | (bytes[offset + 2]! << 16)
  return (upper | (bytes[offset + 1]! << 8) | bytes[offset]!) >>> 0
}

/** The position of a key on a ketama ring: the first four bytes of its MD5, little-endian. */
export function ketamaHash(key: string): number {
  return readPoint(digest(key), 0)
}

/**
 * The ring of libketama (Jones 2007), point for point: 40 MD5 digests a server, on average and in proportion to its
 * weight, each giving four 32-bit points. Servers are named as libketama has them, `host:port`.
 *
 * A server's number of points depends on its share of the *total* weight, so that with unequal weights a join or a
 * leave also moves a few keys between the others; with equal weights it does not.
 */
export function ketama(members: readonly Member[]): RingPlacement {
  const membership = membershipOf(members)
  const total = totalWeight(membership)
  return new RingPlacement({
    algorithm: 'ketama',
    members: membership,
    circumference: 0x100000000,
    virtualNodes: ({ id, weight }) => {
      // libketama computes in single precision, which decides how 39.999… is rounded.
      const share = Math.fround(weight / total)
      const digests = Math.floor(Math.fround(share * DIGESTS_PER_SERVER * membership.length))
      return Array.from({ length: digests }, (_, index) => digest(`${id}-${index}`)).flatMap((bytes) =>
        Array.from({ length: POINTS_PER_DIGEST }, (_, point) => readPoint(bytes, point)),
      )
    },
    position: ketamaHash,
    rebuild: ketama,
  })
}
