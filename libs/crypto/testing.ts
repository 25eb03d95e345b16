export { cryptoVariables, testCryptoSettings, testHasher, testSealer } from './src/test-crypto';
