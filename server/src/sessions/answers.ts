// Waiting for answers that come by notice from another process.

export type Answers = {
  /** Resolves when the answer to this request has been announced, or after `ms`. */
  wait(requestId: string, ms: number): Promise<void>;
  arrived(requestId: string): void;
};

export function createAnswers(): Answers {
  const waiting = new Map<string, () => void>();
  return {
    wait: (requestId, ms) =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(patience);
          waiting.delete(requestId);
          resolve();
        };
        const patience = setTimeout(done, ms);
        waiting.set(requestId, done);
      }),
    arrived: (requestId) => waiting.get(requestId)?.(),
  };
}
