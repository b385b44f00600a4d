// Webhook chaos on demand: updates lost, late, overtaken or told twice.
import type { WebhookCounts, WebhookDeps } from "./index.ts";

export type Disturbed = Omit<WebhookDeps, "app"> & { counts: Pick<WebhookCounts, "lost"> };

export function disturb<Update>(delivery: Disturbed, update: Update, enqueue: (update: Update) => void) {
  const { conditions, clock, schedule, counts } = delivery;
  const { lose, duplicate, reorder, reorder_ms, delay_ms } = conditions.faults.webhooks;
  const { random } = conditions;
  if (random.chance("lose", lose)) {
    counts.lost += 1;
    return;
  }
  let wait = random.between("delay", delay_ms);
  if (random.chance("reorder", reorder)) wait += random.between("reorder by", { min: 1, max: reorder_ms });
  const copies = random.chance("duplicate", duplicate) ? 2 : 1;
  if (wait === 0) enqueue(update);
  else schedule.at(clock.now() + wait, () => enqueue(update));
  // The copy comes apart from the first, as a retry to all subscribers does.
  if (copies === 2)
    schedule.at(clock.now() + wait + random.between("copy", { min: 1, max: 500 }), () => enqueue(update));
}
