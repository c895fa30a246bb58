import { UsageError } from '../kernel/errors.ts'

/** Whole numbers from `first` to `last`, both included. */
export interface SeedRange {
  readonly first: number
  readonly last: number
}

/** `100` (the seeds 1 to 100) or `5..20`. @throws UsageError for anything else. */
export function parseSeeds(text: string): SeedRange {
  const range = /^(\d+)\.\.(\d+)$/.exec(text)
  const count = /^\d+$/.test(text) ? Number(text) : null
  const [first, last] = range ? [Number(range[1]), Number(range[2])] : [1, count ?? 0]
  if ((range === null && count === null) || last < first || !Number.isSafeInteger(last))
    throw new UsageError(
      `Expected --seeds to be a number of seeds, 1 or more, such as 100, or a range such as 5..20, got '${text}'.`,
    )
  return { first, last }
}

/** The seeds that a command is told, by `--seeds` or `--seed`. @throws UsageError as these do. */
export function seedsAskedFor(options: { readonly seeds: string; readonly seed?: string }): SeedRange {
  return options.seed === undefined ? parseSeeds(options.seeds) : onlySeed(options.seed)
}

/** How many they are. */
export function countOf({ first, last }: SeedRange): number {
  return last - first + 1
}

/** The range of one seed. @throws UsageError unless it is a number. */
export function onlySeed(text: string): SeedRange {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new UsageError(`Expected --seed to be a whole number, such as 17, got '${text}'.`)
  return { first: Number(text), last: Number(text) }
}

/** The range in parts of at most `length` seeds. */
export function* partsOf({ first, last }: SeedRange, length: number): Generator<SeedRange> {
  for (let begin = first; begin <= last; begin += length)
    yield { first: begin, last: Math.min(last, begin + length - 1) }
}

/** @throws UsageError unless there is a seed. */
export function requireSeed(seed: string | undefined): string {
  if (seed === undefined || seed === '')
    throw new UsageError('Expected --seed with the seed to run, such as --seed 17, got none.')
  return seed
}

/**
 * The probability from `--until-quiet`, 1% unless told; `null` without the option.
 * @throws UsageError unless it is a percentage.
 */
export function parseQuiet(text: string | true | undefined): number | null {
  if (text === undefined) return null
  if (text === true) return 0.01
  const percentage = Number(/^(\d+(?:\.\d+)?)%$/.exec(text)?.[1] ?? Number.NaN)
  if (!(percentage > 0 && percentage < 100))
    throw new UsageError(
      `Expected --until-quiet to be a percentage between 0% and 100%, such as 1%, got '${text}'.`,
    )
  return percentage / 100
}
