import './crypto.limits';
import { Global, Module } from '@nestjs/common';
import { CodeHasher } from './codes/code-hasher';
import { PasswordHasher } from './passwords/password-hasher';
import { HashPool } from './pool/hash-pool';
import { HashPoolFigures } from './pool/hash-pool.figures';
import { HashPoolHealth } from './pool/hash-pool.health';
import { Sealer } from './sealing/sealer';
import { RingDigests } from './tokens/ring-digests';

/** Hashing and sealing for every lib. `CryptoSettings` comes from the ConfigModule. */
@Global()
@Module({
  providers: [CodeHasher, HashPool, HashPoolFigures, HashPoolHealth, PasswordHasher, RingDigests, Sealer],
  exports: [CodeHasher, PasswordHasher, RingDigests, Sealer],
})
export class CryptoModule {}
