import type { Parting } from '../explore/diff.ts'

/** The transcripts around where two runs part, a run's own lines marked with its name. */
export function partingInWords(
  { before, a, b, from, parted }: Parting,
  nameA: string,
  nameB: string,
): string[] {
  const names = Math.max(nameA.length, nameB.length)
  const width = String(parted + Math.max(a.length, b.length)).length + 1
  const lines = (name: string, first: number, texts: readonly string[]) =>
    texts.map((text, index) => `${name.padEnd(names)}  ${`#${first + index}`.padStart(width)}${text}`)
  const own = (name: string, texts: readonly string[]) =>
    texts.length === 0 ? [`${name.padEnd(names)}  ends`] : lines(name, parted, texts)
  return [...lines('', from, before), ...own(nameA, a), ...own(nameB, b)]
}
