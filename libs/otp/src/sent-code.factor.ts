import { Injectable, type CanActivate, type Type } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SetupRefused, type Assurance, type AskedChallenge, type ChallengeHint, type ChallengeRef } from '@countersign/factors';
import type { Factor, FactorRequest, Matched, MethodRef, News, Rejected, SetupOffer } from '@countersign/factors';
import { problems, type Origin } from '@countersign/kernel';
import { invalid, type UserFacts } from '@countersign/web';
import type { WindowBudget } from './budget/send-budget.repository';
import { ChannelState } from './channel-state';
import { CodeProofDto, CodeSetupAnswer } from './code.dto';
import { Codes, type CodeEvidence } from './codes/codes';
import { Destinations } from './destinations/destinations';
import { countApproved } from './otp.metrics';
import { SendCode, withheld } from './send-code';

/** A rule that may change is asked about again after so long. */
const HOUR_SECONDS = 3600;

/** What sms and e-mail have in common: a code of six digits goes to a destination that the user confirmed. */
@Injectable()
export abstract class SentCodeFactor<Setup extends object> implements Factor<CodeProofDto, Setup, CodeEvidence> {
  abstract readonly type: string;
  abstract readonly assurance: Assurance;
  /** What setup calls the destination, in its body and in lists. */
  protected abstract readonly destinationName: string;
  readonly role = 'primary';
  readonly maxMethods = 3;
  /** They come with the confirmation: who reads the setup answer has not shown yet that codes arrive. */
  readonly showsCompanionsAtSetup = false;
  readonly guards: readonly CanActivate[];

  constructor(
    private readonly codes: Codes,
    private readonly destinations: Destinations,
    private readonly sendCode: SendCode,
    private readonly channel: ChannelState,
  ) {
    this.guards = [{ canActivate: () => this.channel.assertOn(this.type) }];
  }

  abstract get setupDto(): Type<Setup>;

  get proofDto() {
    return CodeProofDto;
  }

  get setupAnswer() {
    return CodeSetupAnswer;
  }

  /** The destination that setup asks for, in the form that is stored. @throws validation_failed */
  protected abstract destinationOf(input: Setup, user: UserFacts, tx: EntityManager): string | Promise<string>;
  protected abstract mask(to: string): string;

  /** Why no code goes there, whoever asks; null: it may. */
  protected refusalOf(_to: string): string | null {
    return null;
  }

  /** What a code there costs beside the limits that all codes have. */
  protected costsOf(_to: string, _origin: Origin): readonly WindowBudget[] {
    return [];
  }

  /** Whether its user hears of everything there anyway. */
  protected isAddressOf(_user: UserFacts, _to: string): boolean {
    return false;
  }

  isAvailable(): boolean {
    return this.channel.isOn(this.type);
  }

  async setUp(method: MethodRef, input: Setup, tx: EntityManager, { user, origin }: FactorRequest): Promise<SetupOffer> {
    const to = await this.destinationOf(input, user, tx);
    const refusal = this.refusalOf(to);
    if (refusal) throw new SetupRefused(this.refused(`is of a kind that gets no codes here: ${refusal}`), eventsOf(withheld(method, refusal, HOUR_SECONDS)));
    const destination = await this.destinations.add(tx, method, to);
    if (!destination) throw this.refused('is a method of yours already');
    const shown = { name: this.destinationName, masked: this.mask(to) };
    const asked = { method: { ...method, destination: shown }, destination, challenge: null, costs: this.costsOf(to, origin) };
    const sent = await this.sendCode.send(tx, asked, origin);
    if (!sent.codeSent) throw new SetupRefused(tooMany(sent.retryAfter), eventsOf(sent));
    return { answer: { destination: shown.masked, codeSent: true, expiresIn: sent.expiresIn }, destination: shown };
  }

  async challenge(method: MethodRef, challenge: AskedChallenge, tx: EntityManager, origin: Origin): Promise<ChallengeHint> {
    const destination = await this.destinations.find(tx, method);
    if (!destination) return { codeSent: false };
    const { to, hasFailed } = destination;
    const refusal = this.refusalOf(to);
    // The destination before its code, as wherever both are written.
    if (hasFailed) await this.destinations.hold(tx, method);
    const sent = refusal
      ? withheld(method, refusal, HOUR_SECONDS)
      : await this.sendCode.send(tx, { method, destination, challenge, costs: this.costsOf(to, origin) }, origin);
    const told = hasFailed ? ({ lastOneFailed: true } as const) : {};
    if (!sent.codeSent) {
      await this.sendCode.tell(tx, sent, origin);
      return { codeSent: false, retryAfter: sent.retryAfter, ...told };
    }
    if (hasFailed) await this.destinations.forgetFailure(tx, method);
    const { expiresIn, retryAfter } = sent;
    return { codeSent: true, destination: this.mask(to), expiresIn, retryAfter, ...told };
  }

  check(method: MethodRef, { code }: CodeProofDto, challenge: ChallengeRef | null): Promise<Rejected | Matched<CodeEvidence>> {
    return this.codes.check(method, challenge, code);
  }

  async consume(method: MethodRef, evidence: CodeEvidence, tx: EntityManager): Promise<boolean> {
    // Whoever has the code got it. The destination before its code, as wherever both are written.
    if (evidence.hasFailed) await this.destinations.forgetFailure(tx, method);
    const isOurs = await this.codes.consume(tx, evidence);
    if (!isOurs) return false;
    this.codes.afterCommit(tx, () => countApproved(method));
    // A provider that took it without an answer is asked again, else.
    await this.sendCode.withdraw(tx, method.id, [evidence.contextId]);
    return true;
  }

  async farewell(method: MethodRef, { notice, user, origin }: News, tx: EntityManager): Promise<() => Promise<void>> {
    const destination = await this.destinations.find(tx, method);
    const isTold = destination && !this.isAddressOf(user, destination.to) && !this.refusalOf(destination.to);
    if (!isTold) return async () => undefined;
    return () => this.sendCode.notify(tx, { method, destination, costs: this.costsOf(destination.to, origin) }, notice);
  }

  async settle(challenge: ChallengeRef, tx: EntityManager): Promise<void> {
    for (const methodId of await this.codes.askedFor(tx, challenge)) await this.sendCode.withdraw(tx, methodId, [challenge.id]);
  }

  async remove(method: MethodRef, tx: EntityManager): Promise<void> {
    await this.sendCode.withdraw(tx, method.id, await this.destinations.remove(tx, method));
  }

  private refused(detail: string) {
    return invalid([{ pointer: `/${this.destinationName}`, detail }]);
  }
}

const eventsOf = ({ event }: { event: ReturnType<typeof withheld>['event'] }) => (event ? [event] : []);

function tooMany(retryAfter: number) {
  const detail = `Too many codes were sent. Another one may be sent in ${retryAfter} seconds; the last one stays good as long as it said.`;
  return problems.too_many_requests({ retryAfter }, { detail, retryAfterSeconds: retryAfter });
}
