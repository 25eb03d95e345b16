export { cryptoVariables, testCodeHasher, testCryptoSettings, testHasher, testSealer } from './src/test-crypto';
