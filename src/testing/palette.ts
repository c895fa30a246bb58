/** How the parts of a text are set off from each other: by colours in a terminal, by nothing elsewhere. */
export interface Palette {
  /** What went wrong. */
  readonly violated: (text: string) => string
  readonly heading: (text: string) => string
  /** What one may leave unread. */
  readonly faint: (text: string) => string
}

const asItIs = (text: string): string => text

/** Text without colours. */
export const plain: Palette = { violated: asItIs, heading: asItIs, faint: asItIs }
