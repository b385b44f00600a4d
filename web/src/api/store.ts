// One value that can be read, set and followed, outside of any component.

export type Store<Value> = {
  get(): Value;
  set(value: Value): void;
  /** Answers how to stop. */
  follow(onChange: () => void): () => void;
};

export function createStore<Value>(first: Value): Store<Value> {
  let value = first;
  const followers = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const follower of followers) follower();
    },
    follow: (onChange) => {
      followers.add(onChange);
      return () => void followers.delete(onChange);
    },
  };
}
