import './crypto.limits';
import { Global, Module } from '@nestjs/common';
import { PasswordHasher } from './passwords/password-hasher';
import { HashPool } from './pool/hash-pool';
import { HashPoolFigures } from './pool/hash-pool.figures';
import { HashPoolHealth } from './pool/hash-pool.health';
import { Sealer } from './sealing/sealer';
import { RingDigests } from './tokens/ring-digests';

/** Hashing and sealing for every lib. `CryptoSettings` comes from the ConfigModule. */
@Global()
@Module({
  providers: [HashPool, HashPoolFigures, HashPoolHealth, PasswordHasher, RingDigests, Sealer],
  exports: [PasswordHasher, RingDigests, Sealer],
})
export class CryptoModule {}
