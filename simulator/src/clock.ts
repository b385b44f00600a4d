// The simulator's clock: real time plus whatever a test has jumped ahead.
export type Clock = {
  now(): number;
  /** Real time, untouched by jumps: "everyone wrote today" is measured on it (see people/window.ts). */
  wall(): number;
  advance(ms: number): void;
  reset(): void;
};

export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    wall: () => Date.now(),
    advance(ms) {
      ahead += ms;
    },
    reset() {
      ahead = 0;
    },
  };
}
