// Which messages have come in and are not worked on yet: when none of them moves, the stream has stopped.

export type Intake = {
  came(id: string, at: Date): void;
  /** It was decrypted, or could not be. */
  done(id: string, at: Date): void;
  /** True when the oldest has waited so long, and nothing was done since it came. */
  isStalled(now: Date, stallMs: number): boolean;
};

/** WhatsApp sends a backlog in parts of less than that. */
const entries = 5000;

export function createIntake(): Intake {
  const waiting = new Map<string, number>();
  let lastDoneAt = 0;
  return {
    came: (id, at) => {
      if (!waiting.has(id) && waiting.size < entries) waiting.set(id, at.getTime());
    },
    done: (id, at) => {
      if (waiting.delete(id)) lastDoneAt = at.getTime();
    },
    isStalled: (now, stallMs) => {
      // In the order in which they came.
      const oldest = waiting.values().next().value;
      return oldest !== undefined && now.getTime() - oldest >= stallMs && lastDoneAt <= oldest;
    },
  };
}
