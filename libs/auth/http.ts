export { AuthHttpModule } from './src/http/auth-http.module';
export { ChallengeExchange } from './src/http/challenge-exchange';
