/**
 * A part of `items` that still fails, and of which nothing can be left out by itself: delta debugging
 * (Zeller & Hildebrandt, "Simplifying and isolating failure-inducing input", 2002), by complements alone.
 * `fails` is asked of parts in their order, never of the whole; when `stop` says so, the best so far is returned.
 */
export function minimise<Item>(
  items: readonly Item[],
  fails: (part: readonly Item[]) => boolean,
  stop: () => boolean,
): readonly Item[] {
  if (items.length === 0 || fails([])) return []
  let kept = items
  let chunk = Math.ceil(kept.length / 2)
  let sinceLastSuccess = 0
  let start = 0
  while (!stop()) {
    if (start >= kept.length) start = 0
    const rest = [...kept.slice(0, start), ...kept.slice(start + chunk)]
    if (rest.length > 0 && rest.length < kept.length && fails(rest)) {
      kept = rest
      sinceLastSuccess = 0
      chunk = Math.min(chunk, Math.max(1, Math.ceil(kept.length / 2)))
      continue
    }
    start += chunk
    sinceLastSuccess += chunk
    if (sinceLastSuccess < kept.length) continue
    if (chunk === 1) break
    chunk = Math.ceil(chunk / 2)
    sinceLastSuccess = 0
    start = 0
  }
  return kept
}
