// Keys that were unwrapped a moment ago: a session seals and opens thousands of rows under the same.

/** How many tenants' keys are held at most; the one not asked for the longest goes first. */
const tenantsMax = 1_000;

/**
 * Kept so that a row is not sealed eight times as slowly for unwrapping its key first. What it costs: this process'
 * memory holds the keys of up to a thousand tenants that were at work, not only of those at work now. The master key,
 * which opens all of them, has to be in the same memory anyway, so whoever can read it gains nothing by these. They
 * are nowhere but there.
 *
 * By tenant and wrapped bytes: after a rotation, of this process or another, the row has other bytes, and those are
 * another entry. Another tenant's bytes open nothing here that they would not open by themselves.
 */
export type UnwrappedKeys<Keys> = {
  of(tenantId: string, wrapped: Buffer): Keys;
};

/** What throws is not kept: bytes that do not open are tried anew each time. */
export function createUnwrappedKeys<Keys>(
  unwrap: (tenantId: string, wrapped: Buffer) => Keys,
  max = tenantsMax,
): UnwrappedKeys<Keys> {
  // A map keeps the order in which its entries came.
  const known = new Map<string, Keys>();
  return {
    of: (tenantId, wrapped) => {
      const name = nameOf(tenantId, wrapped);
      const keys = known.get(name) ?? unwrap(tenantId, wrapped);
      known.delete(name);
      known.set(name, keys);
      const [oldest] = known.keys();
      if (known.size > max && oldest !== undefined) known.delete(oldest);
      return keys;
    },
  };
}

function nameOf(tenantId: string, wrapped: Buffer): string {
  return `${tenantId} ${wrapped.toString("base64")}`;
}
