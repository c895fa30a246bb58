import { describe, expect, it } from 'vitest'
import type { TimedFault } from '../../../src/faults/fault.ts'
import { type DiskFaultOptions, diskFaults } from '../../../src/faults/generators/disk-faults.ts'
import { Random } from '../../../src/kernel/random.ts'
import { ms, seconds } from '../../../src/kernel/time.ts'

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5']

function drawn(more: Partial<DiskFaultOptions> & Pick<DiskFaultOptions, 'kinds'>, seed = 1): TimedFault[] {
  const options = { every: ms(300), lastFor: [ms(10), seconds(1)], ...more } as const
  return diskFaults(options).generate(new Random(`${seed}`), { nodes, until: seconds(60) })
}

describe('disk faults', () => {
  it('restart a node that a full disk or a failed fsync may have stopped, once the disk works again', () => {
    for (const kind of ['full', 'fsync-fails'] as const) {
      const schedule = drawn({ kinds: [kind], atMost: 1 })
      expect(schedule.filter(({ fault }) => fault.type === 'disk').length).toBeGreaterThan(20)
      let failing: { readonly node: string; readonly until: number } | null = null
      for (const { at, fault } of schedule)
        if (fault.type === 'disk') {
          expect(failing).toBeNull()
          failing = { node: fault.node, until: at + fault.lasts! }
        } else if (fault.type === 'restart') {
          expect({ node: fault.node, until: at - 1 }).toEqual(failing)
          failing = null
        } else expect.unreachable()
      expect(failing).toBeNull()
    }
  })

  it('crash the node while the fault lasts, if told and if only a crash brings the fault to light', () => {
    const schedule = drawn({ kinds: ['torn-write', 'fsync-lies', 'bit-rot'], crashFor: [ms(1), ms(100)] })
    let lasting: readonly TimedFault[] = []
    let crashes = 0
    for (const timed of schedule) {
      const { at, fault } = timed
      lasting = lasting.filter((other) => other.at + ('lasts' in other.fault ? other.fault.lasts! : 0) >= at)
      if (fault.type === 'disk') lasting = [...lasting, timed]
      else if (fault.type === 'crash') {
        crashes++
        const causes = lasting.flatMap((other) =>
          other.fault.type === 'disk' && other.fault.node === fault.node ? [other.fault.fault] : [],
        )
        expect(causes.some((kind) => kind !== 'bit-rot')).toBe(true)
      } else expect.unreachable()
    }
    expect(crashes).toBeGreaterThan(20)
    expect(drawn({ kinds: ['torn-write'] }).every(({ fault }) => fault.type === 'disk')).toBe(true)
  })

  it('name what they may draw', () => {
    const options = { every: 1, lastFor: [1, 1] } as const
    expect(diskFaults({ ...options, kinds: ['bit-rot', 'full'], crashFor: [1, 1] }).kinds).toEqual([
      'bit-rot',
      'full',
      'restart',
    ])
    expect(diskFaults({ ...options, kinds: ['torn-write'], crashFor: [1, 1] }).kinds).toEqual([
      'torn-write',
      'crash',
    ])
    expect(() => diskFaults({ ...options, kinds: ['rot' as 'bit-rot'] })).toThrow('diskFaults({ kinds })')
    expect(() => diskFaults({ ...options, kinds: ['fsync-lie' as 'full'] })).toThrow(
      "Did you mean 'fsync-lies'?",
    )
  })
})
