export { describeFactorContract, factorEntities } from './src/testing/factor-contract';
export type { FactorHarness } from './src/testing/factor-contract';
export { FactorKit, factorsVariables, RecordingTrail, testOrigin } from './src/testing/factor-kit';
export type { Enrolled } from './src/testing/factor-kit';
export { startFactorsApp } from './src/testing/factors-app';
export type { FactorsApp } from './src/testing/factors-app';
