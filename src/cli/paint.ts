const codes = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const

/** Text in a colour, where standard output is a terminal that wants one (https://no-color.org). */
export function paint(colour: keyof typeof codes, text: string): string {
  const wanted = process.stdout.isTTY && !process.env.NO_COLOR
  return wanted ? `\x1b[${codes[colour]}m${text}\x1b[0m` : text
}
