// What is killed and when, drawn under a seed: at a random moment, or when a named state is seen in the database.

import type { Random } from "../random.ts";

export type Victim = "control" | "transport" | "postgres" | "redis";

export type Kill = {
  whom: readonly Victim[];
  when: { afterMs: number } | { point: PointName };
};

/** A state of the product that can be looked for, in the order of a message's life. `count` above 0: it is so now. */
export const points = {
  "messages are being stored": {
    whom: ["control", "postgres"],
    seen: running("%insert into message%"),
  },
  "a lane is being claimed": {
    whom: ["transport", "postgres"],
    seen: running("%from picked%returning e.*, picked.epoch%"),
  },
  "an attempt is open": {
    whom: ["transport"],
    seen: "select count(*) from (select 1 from attempt where state = 'open' limit 1) as seen",
  },
  "outcomes are being recorded": {
    whom: ["transport", "postgres"],
    seen: running("%update attempt a%set state = o.attempt%"),
  },
  "a webhook is stored and not read": {
    whom: ["control", "postgres"],
    seen: "select count(*) from (select 1 from webhook_in where done_at is null limit 1) as seen",
  },
  "evidence is being applied": { whom: ["control", "postgres"], seen: running("%insert into evidence%") },
  "a doubt waits for its second copy": {
    whom: ["transport"],
    seen: `select count(*) from (
      select 1 from lane_entry where status = 'unknown' limit 1) as seen`,
  },
  "shards have no owner": {
    whom: ["postgres", "control"],
    seen: "select count(*) from unit where owner is null",
  },
} as const satisfies Record<string, { whom: readonly Victim[]; seen: string }>;

export type PointName = keyof typeof points;

function running(statement: string): string {
  return `select count(*) from pg_stat_activity
    where state = 'active' and pid <> pg_backend_pid() and query ilike '${statement}'`;
}

const pointNames = Object.keys(points) as PointName[];

/** Of ten rounds one kills everything at once, three wait for a named state, and the others come at random. */
export function drawKill(round: number, random: Random, redis: boolean): Kill {
  const all: Victim[] = ["control", "transport", "postgres", ...(redis ? ["redis" as const] : [])];
  if (round % 10 === 9) return { whom: all, when: { afterMs: random.between(100, 1_500) } };
  if (random.next() < 1 / 3) {
    const point = random.pick(pointNames);
    return { whom: [random.pick<Victim>(points[point].whom)], when: { point } };
  }
  const whom = random.next() < 0.1 ? all.filter(() => random.next() < 0.6) : [random.pick(all)];
  return { whom: whom.length > 0 ? whom : ["transport"], when: { afterMs: random.between(100, 2_500) } };
}
