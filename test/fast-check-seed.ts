import fc from 'fast-check'

// Tests say the same whenever they run. Other cases are tried with another seed, such as LIGHTCONE_TEST_SEED=$RANDOM.
fc.configureGlobal({ seed: Number(process.env.LIGHTCONE_TEST_SEED ?? 1) })
