import { ms } from '../../kernel/time.ts'
import { defineNode } from '../../node/definition.ts'
import { compareWithAnother, repair, repairDifferences } from './anti-entropy.ts'
import { begin, queried, retry, stored } from './coordinator.ts'
import { handOver, install, pull, takeOver } from './handoff.ts'
import { answerQuery, storeCell } from './replica.ts'
import { type StoreOptions, settingsOf } from './settings.ts'
import type { StoreMessage } from './store-messages.ts'
import { type StoreNode, type StoreTimeout, sayHello } from './store-state.ts'

const HELLO_EVERY = ms(250)

/**
 * A node of a key-value store over consistent hashing, after Dynamo (DeCandia et al. 2007): each key is on the N nodes
 * of its preference list, and any node coordinates reads and writes of R and W of them. Unlike Dynamo it is
 * linearizable: versions are ordered, quorums strict and overlapping, reads write back (Attiya, Bar-Noy & Dolev 1995),
 * and membership goes by numbered views. Hinted handoff, which lets other nodes stand in for a quorum (§4.6), would
 * give that up; it is left out.
 */
export const storeNode = defineNode<StoreNode, StoreMessage, StoreOptions, StoreTimeout>('store-node', {
  initial: (options, self) => ({
    id: self,
    settings: settingsOf(options),
    incarnation: 0,
    admitted: false,
    boots: 0,
    view: null,
    cells: {},
    operations: [],
    operationCount: 0,
    handedOver: [],
    transferred: false,
    received: 0,
    acknowledged: null,
  }),
  persistent: ['incarnation', 'admitted', 'boots', 'view', 'cells'],
  boot(state, ctx) {
    if (state.incarnation === 0) state.incarnation = ctx.options.incarnation ?? ctx.random.bits() + 1
    state.boots++
    sayHello(state, ctx)
    ctx.after(HELLO_EVERY, 'hello')
    ctx.after([1, state.settings.repairEvery], 'repair')
    pull(state, ctx)
  },
  on: {
    get: begin,
    version: begin,
    put: begin,
    query: answerQuery,
    queried,
    store: storeCell,
    stored,
    newerView: (state, { view }, ctx) => install(state, view, ctx),
    view(state, { view, admitted }, ctx) {
      const isNewlyAdmitted = !state.admitted && admitted.includes(state.incarnation)
      if (isNewlyAdmitted) state.admitted = true
      install(state, view, ctx)
      if (isNewlyAdmitted) pull(state, ctx)
    },
    pull: handOver,
    handedOver: takeOver,
    compare: repairDifferences,
    repair,
  },
  timeout: {
    hello(state, ctx) {
      sayHello(state, ctx)
      ctx.after(HELLO_EVERY, 'hello')
    },
    retry,
    pull,
    repair: compareWithAnother,
  },
})
