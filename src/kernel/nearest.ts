/**
 * The candidate that was most likely meant by a mistyped word: the only one at the least distance, and no more than
 * a third of the letters wrong; `null` when there is none, or when several are as near.
 */
export function nearest(word: string, candidates: readonly string[]): string | null {
  let found: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance === least) found = null
    if (distance >= least) continue
    least = distance
    found = candidate
  }
  const letters = Math.max(word.length, found?.length ?? 0)
  return least <= Math.max(1, Math.floor(letters / 3)) ? found : null
}

/** ` Did you mean 'n3'?`, or nothing, to end a sentence about a name that does not exist. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const meant = nearest(word, candidates)
  return meant === null ? '' : ` Did you mean '${meant}'?`
}

/**
 * How many letters to insert, delete, replace or swap with their neighbour turn one word into the other: optimal
 * string alignment, the restricted Damerau–Levenshtein distance.
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const replaced = last[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1)
      let distance = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1)
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (swapped) distance = Math.min(distance, beforeLast[j - 2]! + 1)
      row.push(distance)
    }
    beforeLast = last
    last = row
  }
  return last[to.length]!
}
