import './crypto.limits';
import { Global, Module } from '@nestjs/common';
import { PasswordHasher } from './passwords/password-hasher';
import { HashPool } from './pool/hash-pool';
import { HashPoolFigures } from './pool/hash-pool.figures';
import { HashPoolHealth } from './pool/hash-pool.health';
import { Sealer } from './sealing/sealer';

/** Hashing and sealing for every lib. `CryptoSettings` comes from the ConfigModule. */
@Global()
@Module({ providers: [HashPool, HashPoolFigures, HashPoolHealth, PasswordHasher, Sealer], exports: [PasswordHasher, Sealer] })
export class CryptoModule {}
