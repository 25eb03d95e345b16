export { WebhooksHttpModule } from './src/http/webhooks-http.module';
