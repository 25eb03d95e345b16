import { Module } from '@nestjs/common';
import { OfficeNetworkPolicy } from './office-network.policy';

@Module({ providers: [OfficeNetworkPolicy] })
export class OfficeNetworkModule {}
