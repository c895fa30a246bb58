import { describeScenarios } from './commit-scenarios.ts'

describeScenarios('three-phase commit', new URL('../../scenarios/three-phase-commit/', import.meta.url))
