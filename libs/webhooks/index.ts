export { WebhooksModule } from './src/webhooks.module';
export { webhookEvents } from './src/webhooks.events';
export { webhookProblems } from './src/webhooks.problems';
export { WebhooksSettings } from './src/webhooks.settings';
