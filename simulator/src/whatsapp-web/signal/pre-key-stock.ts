// The one-time pre-keys a device has uploaded: 800 at once, so they are kept as bytes, not as objects.
import { present } from "../../present.ts";

export type PreKey = { id: number; key: Buffer };

export type PreKeyStock = {
  add(keys: readonly PreKey[]): void;
  take(): PreKey | undefined;
  count(): number;
};

/** Three bytes of id, 32 of key. */
const SIZE = 35;

export function createPreKeyStock(): PreKeyStock {
  let bytes: Buffer = Buffer.alloc(0);
  return {
    add(keys) {
      const added = Buffer.alloc(keys.length * SIZE);
      for (const [at, { id, key }] of keys.entries()) {
        added.writeUIntBE(id, at * SIZE, 3);
        key.copy(added, at * SIZE + 3);
      }
      bytes = Buffer.concat([bytes, added]);
    },
    take() {
      if (bytes.length === 0) return undefined;
      const entry = Buffer.from(bytes.subarray(0, SIZE));
      bytes = bytes.subarray(SIZE);
      return { id: entry.readUIntBE(0, 3), key: present(entry.subarray(3), "key") };
    },
    count: () => bytes.length / SIZE,
  };
}
