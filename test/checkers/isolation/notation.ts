import type { History, Operation, Outcome } from '../../../src/checkers/history.ts'

/**
 * Reads one transaction from a line: `ax1` appends 1 to x, `rx1,2` reads the list [1, 2], `rx` an empty one;
 * `wx1` writes a register, `rx=1` reads one, `rx=_` reads one unwritten. Before that may stand a process (`p1`)
 * and an outcome (`failed`, `info`).
 */
function transaction(line: string, index: number): Omit<Operation, 'invoked' | 'returned'> {
  let process = `p${index}x`
  let outcome: Outcome = 'ok'
  const micro: unknown[][] = []
  for (const word of line.split(' ')) {
    if (/^p\d+$/.test(word)) process = word
    else if (word === 'failed') outcome = 'failed'
    else if (word === 'info') outcome = 'indeterminate'
    else {
      const [, how, key, value] = /^([arw])([a-z])=?(.*)$/.exec(word)!
      if (how === 'a') micro.push(['append', key, Number(value)])
      else if (how === 'w') micro.push(['w', key, Number(value)])
      else if (word.includes('=')) micro.push(['r', key, value === '_' ? null : Number(value)])
      else micro.push(['r', key, value === '' ? [] : value!.split(',').map(Number)])
    }
  }
  const input = { f: 'txn', value: micro.map(([f, key, value]) => [f, key, f === 'r' ? null : value]) }
  return outcome === 'ok' ? { process, input, outcome, output: micro } : { process, input, outcome }
}

/** Transactions that all run at once, each in a process of its own unless one is given. */
export function concurrently(...lines: string[]): History {
  return lines.map((line, i) => {
    const given = transaction(line, i)
    return { ...given, invoked: i, returned: given.outcome === 'indeterminate' ? null : lines.length + i }
  })
}

/** Transactions one after the other, each in a process of its own unless one is given. */
export function inSequence(...lines: string[]): History {
  return lines.map((line, i) => {
    const given = transaction(line, i)
    return { ...given, invoked: 2 * i, returned: given.outcome === 'indeterminate' ? null : 2 * i + 1 }
  })
}

/** Transactions with the positions of their invocations and returns, each in a process of its own. */
export function during(...entries: (readonly [invoked: number, returned: number, line: string])[]): History {
  return entries
    .map(([invoked, returned, line], i) => ({ ...transaction(line, i), invoked, returned }))
    .sort((a, b) => a.invoked - b.invoked)
}
