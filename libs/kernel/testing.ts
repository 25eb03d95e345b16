export { FakeClock } from './src/fake-clock';
