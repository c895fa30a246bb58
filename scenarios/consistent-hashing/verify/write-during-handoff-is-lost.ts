import {
  cluster,
  defineNode,
  membershipService,
  ms,
  noAcknowledgedStoreWriteLost,
  type StoreMessage,
  scenario,
  seconds,
  storeNode,
  uniform,
} from 'lightcone'

const bug = 'write-during-handoff-is-lost'
/** It is on n2, and moves to n3 as that joins. */
const key = 'i'

/** Asks one thing once, and does not look at the answer. */
const asker = defineNode<
  Record<never, never>,
  StoreMessage,
  { readonly to: string; readonly asks: StoreMessage }
>('asker', {
  client: true,
  initial: () => ({}),
  boot: (_state, ctx) => ctx.send(ctx.options.to, ctx.options.asks),
})

export default scenario({
  title:
    'H2, small: n2 has handed a key over to n3, and takes a write of it that n1 began before; it is lost',
  nodes: {
    membership: membershipService({ members: ['n1', 'n2'], replicas: 1 }),
    ...cluster(3, storeNode({ membership: 'membership', replicas: 1, virtualNodes: 8, incarnation: 1, bug })),
    writer: asker({ to: 'n1', asks: { type: 'put', key, counter: 1, writer: 'writer', value: 'plums' } }),
    administrator: asker({
      to: 'membership',
      asks: { type: 'change', sequence: 1, change: { join: { id: 'n3' } } },
    }),
  },
  network: {
    latency: uniform(ms(1), ms(10)),
    links: {
      // They ask when there is a view to ask of, and n1 hears late that there is another.
      'administrator>membership': { latency: uniform(ms(20), ms(40)) },
      'writer>n1': { latency: uniform(ms(20), ms(80)) },
      'membership>n1': { latency: uniform(ms(10), ms(200)) },
      'n3>n1': { latency: uniform(ms(10), ms(200)) },
    },
  },
  until: seconds(1),
  violates: [noAcknowledgedStoreWriteLost],
  verify: { network: 'ordered', timeouts: 0 },
})
