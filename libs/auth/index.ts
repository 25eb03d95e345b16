export { AnswerChallenge } from './src/answer-challenge';
export type { AnsweredChallenge, ChallengeAnswer } from './src/answer-challenge';
export { authEvents } from './src/auth.events';
export { AuthModule } from './src/auth.module';
