// A short-lived API key that a command on Waypost's own machine makes for itself.
import type { AttachedConfig } from "../config.ts";
import { createIdMaker } from "../kernel/ids.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Mode, Scope } from "../kernel/route.ts";
import { openVault } from "../open-vault.ts";
import { createKey, readTenantBySlug, revokeKey } from "../tenancy/index.ts";
import { withEngine } from "./with-engine.ts";

export type OwnKey = {
  /** Makes it at the first use, and another one before it expires. */
  current(): Promise<string>;
  revoke(): Promise<void>;
};

export type OwnKeyChoice = {
  tenant: string;
  mode: Mode;
  /** What lists of keys show. */
  name: string;
  scopes: readonly Scope[];
};

export function createOwnKey(config: AttachedConfig, choice: OwnKeyChoice, clock: () => number): OwnKey {
  let made: Promise<Made> | null = null;
  let usableUntil = 0;
  const outdated: string[] = [];
  const renew = async (): Promise<Made> => {
    const key = await make(config, choice, clock());
    outdated.push(key.id);
    return key;
  };
  return {
    current: async () => {
      if (made === null || clock() > usableUntil) {
        usableUntil = clock() + livesMs - renewBeforeMs;
        made = renew();
      }
      return (await made).text;
    },
    revoke: async () => {
      await made?.catch(() => undefined);
      if (outdated.length === 0) return;
      await withEngine(config, async (engine) => {
        for (const id of outdated) await revokeKey(engine, [id]);
      });
    },
  };
}

/** So short that one whose command was killed is soon worth nothing. */
const livesMs = 3_600_000;
const renewBeforeMs = 300_000;

type Made = { id: string; text: string };

function make(
  config: AttachedConfig,
  { tenant: slug, mode, name, scopes }: OwnKeyChoice,
  now: number,
): Promise<Made> {
  return withEngine(config, async (engine) => {
    const [tenant] = await readTenantBySlug(engine, [slug]);
    if (tenant === undefined) {
      throw new Refusal(`There is no tenant "${slug}"; \`waypost tenants list\` shows them.`);
    }
    const expiresAt = new Date(now + livesMs);
    const key = { tenantId: tenant.id, name, mode, scopes, expiresAt };
    const id = createIdMaker(() => now)();
    const vault = await openVault(config, engine);
    const { text } = await createKey(engine, vault, id, key);
    return { id, text };
  });
}
