import { describe, expect, it } from 'vitest'
import { explain, explanationText } from '../../../src/explore/explain/explain.ts'
import { planOf } from '../../../src/simulation/plan.ts'
import { forgetfulVoters } from '../shrink/forgetful-voters.ts'

const explanation = explain(forgetfulVoters, planOf(forgetfulVoters, 11), 'one leader a term')

describe('explain', () => {
  it('tells in a dozen lines that a voter granted its vote, crashed, forgot it and granted it again', () => {
    const { story } = explanation
    expect(story.length).toBeLessThan(16)
    const firstGrant = story.findIndex((line) => /n3: timeout candidacy.*votedFor: .* → "n3"/.test(line))
    const forgets = story.findIndex((line) => /n3 crashes: votedFor: "n3" → null/.test(line))
    const secondGrant = story.findIndex((line) => /n3 gets ask .*votedFor: null → "n2"/.test(line))
    expect(firstGrant).toBeGreaterThanOrEqual(0)
    expect(forgets).toBeGreaterThan(firstGrant)
    expect(secondGrant).toBeGreaterThan(forgets)
    expect(story.at(-1)).toContain('✗ one leader a term: n3 and n2 lead in term 2')
  })

  it('leaves out the messages on which nothing depends', () => {
    expect(explanation.story.join('\n')).not.toContain('ping')
    expect(explanation.omitted).toBeGreaterThan(50)
  })

  it('has a script of a line for each thing in the plan', () => {
    expect(explanation.script).toEqual([
      'nodes n1 n2 n3',
      'every message takes 1 ms',
      'at 30 ms partition {n2 | n1 n3} for 300 ms',
      'at 350 ms crash n3 for 100 µs',
    ])
  })

  it('draws a lane for each node, and an arrow for each message of the story', () => {
    const [header, ...rows] = explanation.diagram
    expect(header!.trim().split(/\s+/)).toEqual(['n1', 'n2', 'n3'])
    expect(rows).toHaveLength(explanation.story.length)
    expect(rows.filter((row) => /[▶◀]/.test(row))).toHaveLength(
      explanation.story.filter((line) => / gets .* from /.test(line)).length,
    )
  })

  it('fits on one screen', () => {
    expect(explanationText(explanation).split('\n').length).toBeLessThan(50)
  })
})
