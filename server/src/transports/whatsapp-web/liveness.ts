// Notices the zombie: a connection that answers pings, but to no message any more.

/** One silence is a lost ack; three in a row with no answer in between are a dead connection. */
const tolerated = 3;

export type Liveness = {
  answered(): void;
  /** True when the connection should be given up. */
  silent(): boolean;
};

export function createLiveness(): Liveness {
  let silences = 0;
  return {
    answered: () => void (silences = 0),
    silent: () => {
      silences = (silences + 1) % tolerated;
      return silences === 0;
    },
  };
}
