// Repeatable chance: a seed gives the same draws in the same order, stream by stream.
export type Random = {
  /** Uniform in [0, 1). Each stream is its own sequence, so one knob never shifts another's draws. */
  draw(stream: string): number;
  chance(stream: string, rate: number): boolean;
  between(stream: string, range: { min: number; max: number }): number;
};

export function createRandom(seed: number): Random {
  const streams = new Map<string, () => number>();
  const draw = (stream: string) => {
    let next = streams.get(stream);
    if (!next) {
      next = mulberry32(seed ^ hash(stream));
      streams.set(stream, next);
    }
    return next();
  };
  return {
    draw,
    chance: (stream, rate) => rate > 0 && draw(stream) < rate,
    between(stream, { min, max }) {
      return max > min ? Math.round(min + draw(stream) * (max - min)) : min;
    },
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
