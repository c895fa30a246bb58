/*
 * Single-decree Paxos (Lamport 2001, §2.2) of two proposers and three acceptors, with the states and steps of
 * src/protocols/paxos: each proposer makes one proposal of its own name, each handler is one step, and every message
 * arrives once. Messages that would change nothing are left under way. A proposer's only ballot is its number, 1 or 2;
 * 0 is none.
 */
#define idle 0
#define preparing 1
#define proposing 2
#define abandoned 3

/* A proposal as a number: 0 is none, 1 and 2 are of ballot 1, 3 and 4 of ballot 2, the odd ones of value 1. */
#define proposal(ballot, value) (2 * ((ballot) - 1) + (value))
#define valueOf(proposal) (2 - ((proposal) & 1))

/* By acceptor, from 0 on. */
byte promised[3];
byte accepted[3];

/* By proposer, whose number is its ballot. */
byte phase[3];
/* Who has promised first (acceptors from 1 on; 0 is nobody), and what it had accepted. */
byte first[3];
byte firstProposal[3];
/* The value that it proposes, while messages say so. */
byte value[3];

/* What is under way. By proposer: to which acceptors, by bits. */
byte prepare[3];
byte accept[3];
/* By acceptor and proposer: 1 more than what had been accepted. */
byte promise[9];
#define promiseOf(acceptor, proposer) promise[3 * (acceptor) + (proposer)]
/* By acceptor: how many rejections of ballot 1; nobody rejects ballot 2. */
byte rejected[3];

active proctype Paxos() {
end:
  do
  /* The timer fires. */
#define propose(p) :: d_step { phase[p] == idle -> phase[p] = preparing; prepare[p] = 7 }
  propose(1) propose(2)

#define prepares(p, a) \
  :: d_step { (prepare[p] & (1 << a)) -> \
       prepare[p] = prepare[p] & ~(1 << a); \
       if \
       :: promised[a] <= p -> promised[a] = p; promiseOf(a, p) = accepted[a] + 1 \
       :: else -> rejected[a]++ \
       fi }
  prepares(1, 0) prepares(1, 1) prepares(1, 2) prepares(2, 0) prepares(2, 1) prepares(2, 2)

#define promises(p, a) \
  :: d_step { promiseOf(a, p) != 0 && phase[p] == preparing -> \
       if \
       :: first[p] == 0 -> \
            first[p] = a + 1; \
            firstProposal[p] = promiseOf(a, p) - 1 \
       :: else -> \
            if \
            :: promiseOf(a, p) == 1 && firstProposal[p] == 0 -> value[p] = p \
            :: promiseOf(a, p) - 1 > firstProposal[p] -> value[p] = valueOf(promiseOf(a, p) - 1) \
            :: else -> value[p] = valueOf(firstProposal[p]) \
            fi; \
            phase[p] = proposing; \
            accept[p] = 7; \
            first[p] = 0; \
            firstProposal[p] = 0 \
       fi; \
       promiseOf(a, p) = 0 }
  promises(1, 0) promises(1, 1) promises(1, 2) promises(2, 0) promises(2, 1) promises(2, 2)

#define accepts(p, a, b, c) \
  :: d_step { (accept[p] & (1 << a)) -> \
       accept[p] = accept[p] & ~(1 << a); \
       if \
       :: promised[a] <= p -> \
            promised[a] = p; \
            accepted[a] = proposal(p, value[p]); \
            /* P2b (§2.2): where a value is chosen, no other is accepted in a higher ballot. */ \
            assert(accepted[b] == 0 || accepted[b] != accepted[c] || accepted[b] > 2 * p \
              || valueOf(accepted[b]) == value[p]) \
       :: else -> rejected[a]++ \
       fi; \
       if \
       :: accept[p] == 0 -> value[p] = 0 \
       :: else \
       fi }
  accepts(1, 0, 1, 2) accepts(1, 1, 0, 2) accepts(1, 2, 0, 1)
  accepts(2, 0, 1, 2) accepts(2, 1, 0, 2) accepts(2, 2, 0, 1)

#define rejects(a) \
  :: d_step { rejected[a] != 0 && phase[1] != abandoned -> \
       rejected[a]--; \
       phase[1] = abandoned; \
       first[1] = 0; \
       firstProposal[1] = 0 }
  rejects(0) rejects(1) rejects(2)
  od
}
