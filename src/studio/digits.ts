/** A whole number with its digits in groups of three; `toLocaleString` takes a tenth of a second to begin. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
