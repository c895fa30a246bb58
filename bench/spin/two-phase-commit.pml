/*
 * Two-phase commit of N resource managers as Gray & Lamport specify it (2006, §3), with the states and steps of
 * src/protocols/transaction-commit: each handler is one step, and what was sent stays in the network. Steps that
 * change nothing are left out.
 */
#define everyone ((1 << N) - 1)

#define working 0
#define prepared 1
#define committed 2
#define aborted 3

/* A resource manager's state. */
byte manager[N];
/* Resource managers by bits: whose `prepared` was sent, and whose has arrived. */
byte sent, counted;
/* The transaction manager's state, and so what it has sent to all. */
byte decision;

/* TCConsistent (§2), looked at where it can come to be violated. */
inline becomes(state, other) {
  manager[_pid] = state;
  do
  :: i < N -> assert(manager[i] != other); i++
  :: else -> break
  od;
  i = 0
}

active [N] proctype ResourceManager() {
  byte i;
end:
  do
  :: d_step { manager[_pid] == working -> manager[_pid] = prepared; sent = sent | (1 << _pid) }
  :: d_step { manager[_pid] == working -> becomes(aborted, committed) }
  :: d_step { decision == committed && manager[_pid] != committed -> becomes(committed, aborted) }
  :: d_step { decision == aborted && manager[_pid] != aborted -> becomes(aborted, committed) }
  :: d_step { decision == working && ((sent & ~counted) & (1 << _pid)) -> counted = counted | (1 << _pid) }
  od
}

active proctype TransactionManager() {
end:
  do
  :: d_step { decision == working && counted == everyone -> decision = committed }
  :: d_step { decision == working -> decision = aborted }
  od
}
