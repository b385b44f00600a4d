// Changing lines of source while they are loaded: each variant of the code is a module graph of its own.

import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import type { Plan } from "../plan.ts";
import type { Result } from "../run-plan.ts";

export type RunPlan = (plan: Plan) => Promise<Result>;

/** One place of one file; it must stand there exactly once, so that a line that has moved is noticed. */
export type Change = { file: string; find: string; put: string };

export type Variant = { name: string; changes: readonly Change[] };

const root = new URL("../../../", import.meta.url).href;
/** Whatever can hold a changed line, or leads to one. */
const varied = /^(server\/src\/(kernel|messaging|intake|senders|transports)|prove\/simulation)\//;
const variants = new Map<string, Variant>();
const applied = new Set<string>();

registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const mark = /\?variant=[\w-]+$/.exec(context.parentURL ?? "");
    if (mark === null || !resolved.url.startsWith(root)) return resolved;
    const path = resolved.url.slice(root.length);
    return varied.test(path) && !path.includes("?") ? { ...resolved, url: resolved.url + mark[0] } : resolved;
  },
  load: (url, context, next) => {
    const [file = "", name = ""] = url.split("?variant=");
    const changes = variants.get(name)?.changes.filter((change) => root + change.file === file) ?? [];
    if (changes.length === 0) return next(url, context);
    let source = readFileSync(fileURLToPath(file), "utf8");
    for (const change of changes) source = put(name, source, change);
    return { format: "module-typescript", source, shortCircuit: true };
  },
});

function put(name: string, source: string, { file, find, put: line }: Change): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`${name}: ${file} has ${count} times, not once: ${find}`);
  applied.add(`${name} ${file} ${find}`);
  return source.replace(find, () => line);
}

/** The simulation over the changed source; throws when one of the changes met nothing. */
export async function loadVariant(variant: Variant): Promise<{ runPlan: RunPlan }> {
  variants.set(variant.name, variant);
  const url = new URL(`../run-plan.ts?variant=${variant.name}`, import.meta.url).href;
  const loaded = (await import(url)) as { runPlan: RunPlan };
  for (const { file, find } of variant.changes)
    if (!applied.has(`${variant.name} ${file} ${find}`))
      throw new Error(`${variant.name}: ${file} is not part of the simulation`);
  return loaded;
}
