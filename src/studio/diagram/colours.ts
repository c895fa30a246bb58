/** The colours of the page's scheme, and its size of letters, as the canvas needs them. */
export interface Colours {
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly accent: string
  readonly bad: string
  readonly good: string
  readonly band: string
  readonly cut: string
  readonly types: readonly string[]
  readonly epochs: readonly string[]
  /** The size of small letters, px. */
  readonly letters: number
}

/** Reads them from the style sheet, so that there is one place where colours are chosen. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const read = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const series = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => read(`${name}-${index + 1}`))
  return {
    ink: read('ink'),
    muted: read('muted'),
    line: read('line'),
    surface: read('surface'),
    accent: read('accent'),
    bad: read('bad'),
    good: read('good'),
    band: read('band'),
    cut: read('cut'),
    types: series('type', 8),
    epochs: series('epoch', 6),
    letters: Math.round(Number.parseFloat(style.fontSize) * 0.79),
  }
}
