// Constants, and not functions, are known to engines wherever they are used.
const imul = Math.imul

/** A bijection of 32-bit integers that leaves none of their structure (the finisher of MurmurHash3, Appleby). */
export const mix = (word: number): number => {
  word = imul(word ^ (word >>> 16), 0x85ebca6b)
  word = imul(word ^ (word >>> 13), 0xc2b2ae35)
  return word ^ (word >>> 16)
}
