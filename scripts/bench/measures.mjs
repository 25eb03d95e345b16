import { delivery } from './measures/delivery.mjs';
import { growth } from './measures/growth.mjs';
import { hanging } from './measures/hanging.mjs';
import { fullLogins, passwordLogins } from './measures/logins.mjs';
import { lookUps } from './measures/look-ups.mjs';
import { sizing } from './measures/sizing.mjs';
import { starts } from './measures/starts.mjs';
import { refreshes, verifications } from './measures/statements.mjs';
import { storm } from './measures/storm.mjs';
import { webhooks } from './measures/webhooks.mjs';

const onStage = (measure) => async ({ stage }) => measure(await stage());

/** By the names that a person types, in the order in which they run. */
export const MEASURES = {
  P1: onStage(passwordLogins),
  P2: onStage(lookUps),
  P3: onStage(verifications),
  P4: onStage(refreshes),
  P5: onStage(fullLogins),
  P6: onStage(storm),
  P7: growth,
  P8: onStage(delivery),
  P9: onStage(webhooks),
  hanging: onStage(hanging),
  P11: onStage(starts),
  sizing: onStage(sizing),
};
