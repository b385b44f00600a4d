// Goes round everybody who follows: that we are there, whether they may still hear, and who does not listen.

import { beat, type Ending, type Follower } from "./follower.ts";

export type RoundsDeps = {
  followers(): readonly Follower[];
  end(follower: Follower, why: Ending): void;
  onError(error: Error): void;
};

/** Everybody's turn comes every five seconds, a fifth of them each second: no timer each, and no burst. */
const turns = 5;
const turnMs = 1_000;
/** Every fourth turn, which is four times in the 90 s after which a client takes a line for dead. */
const beatEvery = 4;
/** A line that takes nothing for so long is dead or too slow; its reader comes back and goes on where it was. */
const patienceMs = 30_000;

export function startRounds(deps: RoundsDeps): { stop(): void } {
  let round = 0;
  // A turn is kept: by their place in the list, whoever moves up as others leave would be passed over again and again.
  const given = new WeakMap<Follower, number>();
  let next = 0;
  const turnOf = (follower: Follower): number => {
    const turn = given.get(follower) ?? next++ % turns;
    given.set(follower, turn);
    return turn;
  };
  const timer = setInterval(() => {
    const { followers } = deps;
    const at = new Date();
    const mine = followers().filter((follower) => turnOf(follower) === round % turns);
    const isBeat = Math.floor(round / turns) % beatEvery === 0;
    for (const follower of mine) visit(deps, follower, isBeat ? at : null);
    round += 1;
  }, turnMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function visit({ end, onError }: RoundsDeps, follower: Follower, beatAt: Date | null): void {
  if (follower.state === "full" && performance.now() - follower.fullAt > patienceMs)
    return end(follower, "slow");
  const stays = follower.mayStay();
  if (stays === false) return end(follower, "refused");
  if (stays !== true) {
    stays.then(
      (may) => (may ? undefined : end(follower, "refused")),
      // Nobody is sent away because the database did not answer.
      onError,
    );
  }
  if (beatAt !== null) beat(follower, beatAt);
}
