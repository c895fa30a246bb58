/** A bijection of 32-bit integers that leaves none of their structure (the finisher of MurmurHash3, Appleby). */
export function mix(word: number): number {
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
  return word ^ (word >>> 16)
}
