// Reads deploy/compose.yaml as Compose does: variables filled in, anchors resolved, profiles chosen.

import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const repository = fileURLToPath(new URL("../../", import.meta.url));
export const composePath = resolve(repository, "deploy/compose.yaml");

export type Condition = "service_started" | "service_healthy" | "service_completed_successfully";

/** What is used of a service here; the names are the Compose specification's. */
export type Service = {
  image: string;
  command: string[];
  environment: Record<string, string>;
  secrets: string[];
  /** Where each bound file or named volume stands inside. */
  mounts: { source: string; target: string; named: boolean }[];
  dependsOn: Record<string, Condition>;
  healthcheck: string[] | null;
  replicas: number;
  profiles: string[];
  networks: string[];
  /** Everything, as it was written. */
  raw: Record<string, unknown>;
};

export type ComposeFile = {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  /** The file of each secret. */
  secrets: Record<string, string>;
};

export function readCompose(environment: Readonly<Record<string, string>>): ComposeFile {
  const written: unknown = parse(readFileSync(composePath, "utf8"), { merge: true });
  const document = filledIn(written, environment) as {
    services: Record<string, RawService>;
    networks: ComposeFile["networks"];
    secrets: Record<string, { file: string }>;
  };
  const here = dirname(composePath);
  return {
    services: mapValues(document.services, (raw) => readService(raw, here)),
    networks: document.networks,
    secrets: mapValues(document.secrets, ({ file }) => resolve(here, file)),
  };
}

/** As Compose does it: values only, after parsing, so that an empty one is a text and not a null. */
function filledIn(value: unknown, environment: Readonly<Record<string, string>>): unknown {
  if (typeof value === "string") return interpolate(value, environment);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, environment));
  if (typeof value !== "object" || value === null) return value;
  return mapValues({ ...value }, (member: unknown) => filledIn(member, environment));
}

/** `${NAME}`, `${NAME:-default}`, `${NAME:?what to do}`, and `$$` for a dollar. */
function interpolate(text: string, environment: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g,
    (whole, name?: string, kind?: string, rest = "") => {
      if (name === undefined) return whole === "$$" ? "$" : whole;
      const value = environment[name] ?? "";
      if (value !== "") return value;
      if (kind === "?") throw new Error(`${name}: ${rest}`);
      return kind === "-" ? rest : "";
    },
  );
}

type RawService = {
  image: string;
  command?: string[];
  environment?: Record<string, unknown>;
  secrets?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: Condition }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy?: { replicas?: number | string };
  profiles?: string[];
  networks?: string[];
};

function readService(raw: RawService, here: string): Service {
  return {
    image: raw.image,
    command: raw.command ?? [],
    environment: mapValues(raw.environment ?? {}, String),
    secrets: raw.secrets ?? [],
    mounts: (raw.volumes ?? []).map((volume) => readMount(volume, here)),
    dependsOn: mapValues(raw.depends_on ?? {}, ({ condition }) => condition),
    healthcheck: raw.healthcheck?.test ?? null,
    replicas: Number(raw.deploy?.replicas ?? 1),
    profiles: raw.profiles ?? [],
    networks: raw.networks ?? [],
    raw,
  };
}

function readMount(volume: string, here: string): Service["mounts"][number] {
  const [source = "", target = ""] = volume.split(":");
  const named = !source.startsWith(".") && !source.startsWith("/");
  return { source: named ? source : resolve(here, source), target, named };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
