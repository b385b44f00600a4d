// Does what a recipe says, request by request, against a running Waypost.

import { readFileSync } from "node:fs";

export const recipes = ["reminders", "arrivals", "orders", "donors"] as const;

export type Recipe = { title: string; about: string; steps: readonly Step[] };

/** One POST. `{name}` stands for what an earlier step was called, `{run}` for this run. */
export type Step = {
  say: string;
  post: string;
  body?: unknown;
  /** Beside the recipe, instead of a body; `@-5d` in it is the day five days ago. */
  file?: string;
  /** How later steps name what this one made. */
  as?: string;
  /** An Idempotency-Key. */
  once?: string;
  /** What is waited for: members of what was made. */
  until?: Readonly<Record<string, string>>;
};

export type Kitchen = {
  /** Such as http://localhost:8484. */
  url: string;
  key: string;
  /** Set apart from other runs; letters and digits. */
  run: string;
  ask(address: string, request: RequestInit): Promise<Response>;
  say(line: string): void;
  /** Between two looks at what is waited for. */
  pause(): Promise<void>;
};

export type Made = Readonly<Record<string, unknown>>;

export function readRecipe(name: string): Recipe {
  return JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), "utf8")) as Recipe;
}

/** Answers what each step was answered, in order; throws with the answer of one that was refused. */
export async function runRecipe(kitchen: Kitchen, { steps }: Recipe): Promise<Made[]> {
  const names: Record<string, string> = { run: kitchen.run };
  const made: Made[] = [];
  for (const step of steps) {
    // oxlint-disable no-await-in-loop -- a step follows the one before
    const path = filled(step.post, names);
    const answer = await take(kitchen, step, { path, names });
    const id = typeof answer["id"] === "string" ? answer["id"] : "";
    if (step.as !== undefined) names[step.as] = id;
    made.push(
      step.until === undefined
        ? answer
        : await waitFor(kitchen, `${path.replace(/\?.*$/, "")}/${id}`, step.until),
    );
    kitchen.say(`${step.say}: POST ${path}${id === "" ? "" : ` → ${id}`}`);
    // oxlint-enable no-await-in-loop
  }
  return made;
}

type Taken = { path: string; names: Readonly<Record<string, string>> };

async function take({ url, key, ask }: Kitchen, step: Step, { path, names }: Taken): Promise<Made> {
  const isFile = step.file !== undefined;
  const body = isFile ? sheet(step.file ?? "") : filled(JSON.stringify(step.body ?? {}), names);
  return answerOf(ask, url + path, {
    method: "POST",
    body,
    headers: {
      authorization: `Bearer ${key}`,
      "content-type": isFile ? "text/csv" : "application/json",
      ...(step.once === undefined ? {} : { "idempotency-key": filled(step.once, names) }),
    },
  });
}

const looksMax = 600;

async function waitFor({ url, key, ask, pause }: Kitchen, path: string, until: object): Promise<Made> {
  for (let look = 0; look < looksMax; look += 1) {
    // oxlint-disable no-await-in-loop -- one look after the other
    const now = await answerOf(ask, url + path, { headers: { authorization: `Bearer ${key}` } });
    if (Object.entries(until).every(([name, wanted]) => now[name] === wanted)) return now;
    await pause();
    // oxlint-enable no-await-in-loop
  }
  throw new Error(`${path} has not become ${JSON.stringify(until)}`);
}

async function answerOf(ask: Kitchen["ask"], address: string, request: RequestInit): Promise<Made> {
  const response = await ask(address, request);
  const body = (await response.json()) as Made;
  if (!response.ok) throw new Error(`${response.status} ${address}: ${JSON.stringify(body)}`);
  return body;
}

/** Only names that are known: templates have braces of their own. */
function filled(text: string, names: Readonly<Record<string, string>>): string {
  return text.replaceAll(/(?<!\{)\{([a-z]+)\}/g, (whole, name: string) => names[name] ?? whole);
}

const dayMs = 86_400_000;

function sheet(file: string): string {
  const text = readFileSync(new URL(file, import.meta.url), "utf8");
  return text.replaceAll(/@([+-]\d+)d/g, (_, days: string) =>
    new Date(Date.now() + Number(days) * dayMs).toISOString().slice(0, 10),
  );
}
