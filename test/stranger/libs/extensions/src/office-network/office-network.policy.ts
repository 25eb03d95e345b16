import { BlockList, isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { ChallengePolicy, type FoundByPolicy, type PolicyAnswer, type PolicyRequest } from '@countersign/factors';
import { OfficeSettings } from './office.settings';

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** In the office the password is enough. */
@Injectable()
@ChallengePolicy()
export class OfficeNetworkPolicy implements ChallengePolicy {
  readonly name = 'office-network';
  private readonly offices = new BlockList();

  constructor({ OFFICE_NETWORKS }: OfficeSettings) {
    for (const network of OFFICE_NETWORKS) {
      const [address = '', bits] = network.split('/');
      this.offices.addSubnet(address, Number(bits), familyOf(address));
    }
  }

  /** Reads only. Wrong passwords from the office count like a stranger's: `bucketKey` is null. */
  async recognise(_userId: string, { origin }: PolicyRequest): Promise<FoundByPolicy | null> {
    const { ipAddress } = origin;
    return ipAddress !== null && this.offices.check(ipAddress, familyOf(ipAddress)) ? { bucketKey: null } : null;
  }

  /** After the right password, in the transaction that makes the session: nothing is spent and nothing added to the answer. */
  async excuse(): Promise<PolicyAnswer> {
    return {};
  }
}
