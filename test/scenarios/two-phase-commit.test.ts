import { describeScenarios } from './commit-scenarios.ts'

describeScenarios('two-phase commit', new URL('../../scenarios/two-phase-commit/', import.meta.url))
