import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { discover, problems, refuseDoubtfulNames, StartupFault } from '@countersign/kernel';
import { FACTOR_TYPE, type AnyFactor, type AnyPrimaryFactor, type AnyRecoveryFactor } from '../contract/factor';

const OF_THE_CLASS = ['setupDto', 'proofDto', 'confirmDto', 'setupAnswer'] as const;

/** The kinds of second factor that this process has: every provider marked `@SecondFactor(type)`. */
@Injectable()
export class FactorRegistry implements OnModuleInit {
  private readonly factors = new Map<string, AnyFactor>();

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const found = discover<AnyFactor>(this.discovery, FACTOR_TYPE);
    refuseDoubtfulNames('second factor', found.map(({ mark, className }) => ({ name: mark, className })));
    for (const { plugin, className, mark } of found) {
      if (plugin.type !== mark) {
        throw new StartupFault(`${className} is marked @SecondFactor('${String(mark)}') but its type is '${plugin.type}': make them equal.`);
      }
      const field = OF_THE_CLASS.find((name) => Object.hasOwn(plugin, name));
      if (field) throw new StartupFault(`${className} says ${field} as a field: write "get ${field}()", since docs are made from the class.`);
      this.factors.set(plugin.type, plugin);
    }
  }

  /** @throws not_found for a type that no factor answers to. */
  get(type: string): AnyFactor {
    const factor = this.find(type);
    if (!factor) throw problems.not_found({}, { detail: `There is no second factor "${cut(type)}".`, reason: 'unknown factor' });
    return factor;
  }

  /** Undefined: no factor answers to the type (any more). */
  find(type: string): AnyFactor | undefined {
    return this.factors.get(type);
  }

  /** Whether a factor that users set up answers to the type and can work at present. */
  isAvailable(type: string): boolean {
    const factor = this.find(type);
    return factor?.role === 'primary' && (factor.isAvailable?.() ?? true);
  }

  /** As `get`, for factors that a user sets up. */
  getPrimary(type: string): AnyPrimaryFactor {
    const factor = this.get(type);
    if (factor.role !== 'primary') throw problems.not_found({}, { reason: 'a recovery factor has no setup' });
    return factor;
  }

  /** Kinds that a user can set up at present. */
  offeredTypes(): string[] {
    return [...this.factors.keys()].filter((type) => this.isAvailable(type));
  }

  primaries(): AnyPrimaryFactor[] {
    return [...this.factors.values()].filter((factor) => factor.role === 'primary');
  }

  /** The ways back: they come with the first method and go with the last. */
  recoveries(): AnyRecoveryFactor[] {
    return [...this.factors.values()].filter((factor) => factor.role === 'recovery');
  }
}

/** A path segment is the caller's: only its harmless part goes into a sentence. */
function cut(type: string): string {
  return type.replace(/[^\w.-]/g, '').slice(0, 32);
}
