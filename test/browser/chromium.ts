import { existsSync } from 'node:fs'

/** The variable that makes a missing Chromium a failure rather than an announcement. */
export const requireChromium = 'LIGHTCONE_REQUIRE_CHROMIUM'

/** Where a Chromium is looked for, in this order, unless `LIGHTCONE_CHROMIUM` names its file. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of a Chromium on this machine; undefined where there is none. */
export function findChromium(): string | undefined {
  const named = process.env.LIGHTCONE_CHROMIUM
  return (named === undefined ? places : [named]).find((place) => existsSync(place))
}
