// Statements of onboarding: how far each number has come, and what has been seen of Meta's webhooks.

import type { OnboardingStep } from "@waypost/contract";
import { statement } from "../../kernel/db.ts";

export type OnboardingRow = {
  steps: OnboardingStep[];
  test_message_id: string | null;
  updated_at: Date;
};

/** Values: [tenant, sender]. */
export const readOnboarding = statement<OnboardingRow>(
  "read_onboarding",
  "select steps, test_message_id, updated_at from onboarding where tenant_id = $1 and sender_id = $2",
);

/** Values: [tenant, sender, steps as JSON, test message or null, now]. */
export const writeOnboarding = statement<OnboardingRow>(
  "write_onboarding",
  `insert into onboarding (tenant_id, sender_id, steps, test_message_id, updated_at) values ($1, $2, $3, $4, $5)
   on conflict (tenant_id, sender_id) do update
   set steps = excluded.steps, test_message_id = excluded.test_message_id, updated_at = excluded.updated_at
   returning steps, test_message_id, updated_at`,
);

/** Under the engine's role. Values: [keyed hash of the token, now]. */
export const writeHandshake = statement<never>(
  "write_webhook_handshake",
  `insert into webhook_handshake (token_hash, seen_at) values ($1, $2)
   on conflict (token_hash) do update set seen_at = excluded.seen_at`,
);

/** Under the engine's role. Values: [keyed hash of the token, webhook key]. */
export const readSighting = statement<{ handshake_at: Date | null; webhook_at: Date | null }>(
  "read_webhook_sighting",
  `select (select seen_at from webhook_handshake where token_hash = $1) as handshake_at,
          (select received_at from webhook_in
           where webhook_key = $2 and received_at > now() - interval '1 hour'
           order by received_at desc limit 1) as webhook_at`,
);
