import { expect, it } from 'vitest'
import { callerFile } from '../../src/testing/caller-file.ts'

it('the caller is the file of the test', () => {
  expect(callerFile()).toBe(import.meta.filename)
})

it('there is none where no file is on the stack', () => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    expect(callerFile()).toBe(undefined)
  } finally {
    Error.stackTraceLimit = limit
  }
})
