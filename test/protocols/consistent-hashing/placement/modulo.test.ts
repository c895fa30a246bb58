import { expect, test } from 'vitest'
import { modulo } from '../../../../src/protocols/consistent-hashing/placement/modulo.ts'
import { keys, nodes } from './memberships.ts'

test('the replicas are the nodes that follow in order, n10 after n9', () => {
  const placement = modulo(nodes(10))
  const order = nodes(10).map(({ id }) => id)
  for (const key of keys(50)) {
    const [first, second, third] = placement.place(key, 3)
    const index = order.indexOf(first!)
    expect([second, third]).toEqual([order[(index + 1) % 10], order[(index + 2) % 10]])
  }
})
