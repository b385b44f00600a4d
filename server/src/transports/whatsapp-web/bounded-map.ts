// A map that forgets its oldest entries: for what is worth keeping between connections, but not for ever.

export type BoundedMap<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  clear(): void;
};

type Limits = { entries: number; lifeMs?: number; now?: () => Date };

export function createBoundedMap<Value>({ entries, lifeMs = Infinity, now }: Limits): BoundedMap<Value> {
  const map = new Map<string, { value: Value; until: number }>();
  const time = () => (now ? now().getTime() : 0);
  return {
    get: (key) => {
      const entry = map.get(key);
      if (!entry) return undefined;
      if (entry.until <= time()) {
        map.delete(key);
        return undefined;
      }
      // What is used moves to the young end.
      map.delete(key);
      map.set(key, entry);
      return entry.value;
    },
    set: (key, value) => {
      map.delete(key);
      map.set(key, { value, until: time() + lifeMs });
      const oldest = map.size > entries ? map.keys().next().value : undefined;
      if (oldest !== undefined) map.delete(oldest);
    },
    delete: (key) => void map.delete(key),
    clear: () => map.clear(),
  };
}
