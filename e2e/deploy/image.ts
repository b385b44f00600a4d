// Builds deploy/Dockerfile without an engine: the files its COPY lines name, and what its RUN lines do to them.

import { execFile } from "node:child_process";
import { chmod, chown, cp, mkdir, readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, matchesGlob, resolve } from "node:path";
import { promisify } from "node:util";
import { repository } from "./compose-file.ts";

export type Image = {
  /** The file system of the last stage, without its base image. */
  root: string;
  workdir: string;
  user: string;
  environment: Record<string, string>;
  entrypoint: string[];
  command: string[];
  healthcheck: string[];
};

type Stage = Image & { name: string };

/** Refuses an instruction it cannot carry out, rather than leaving it out. */
export async function buildImage(into: string): Promise<Image> {
  const ignored = await readIgnored();
  const stages: Stage[] = [];
  for (const line of await readInstructions()) {
    const [word = "", rest = ""] = split(line, " ");
    if (word === "FROM") {
      const [, name = ""] = split(rest, " AS ");
      stages.push(emptyStage(name, join(into, `stage-${stages.length}`)));
      continue;
    }
    const stage = stages.at(-1);
    const act = instructions[word];
    if (stage === undefined || act === undefined) throw new Error(`cannot do without an engine: ${line}`);
    await act(stage, rest, { stages, ignored });
  }
  const last = stages.at(-1);
  if (last === undefined) throw new Error("the Dockerfile has no stage");
  return last;
}

type Context = { stages: readonly Stage[]; ignored(path: string): boolean };

const instructions: Readonly<
  Record<string, (stage: Stage, rest: string, context: Context) => void | Promise<void>>
> = {
  WORKDIR: async (stage, rest) => {
    stage.workdir = rest;
    await mkdir(inside(stage, rest), { recursive: true });
  },
  ENV: (stage, rest) => {
    const [name = "", value = ""] = split(rest, "=");
    stage.environment[name] = value;
  },
  COPY: copy,
  // By the Node that runs us, as the base image brings it, and without what a test's environment says of itself.
  RUN: async (stage, rest) => {
    const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
    const env = { ...process.env, PATH: path, NODE_ENV: undefined, ...stage.environment };
    await run("sh", ["-c", rest], {
      cwd: inside(stage, stage.workdir),
      env,
      maxBuffer: 16 * 1024 * 1024,
    });
  },
  USER: (stage, rest) => void (stage.user = rest),
  ENTRYPOINT: (stage, rest) => void (stage.entrypoint = JSON.parse(rest)),
  CMD: (stage, rest) => void (stage.command = JSON.parse(rest)),
  HEALTHCHECK: (stage, rest) => void (stage.healthcheck = JSON.parse(split(rest, "CMD ")[1] ?? "")),
};

async function copy(stage: Stage, rest: string, { stages, ignored }: Context): Promise<void> {
  const words = rest.split(" ");
  const option = (name: string): string | undefined =>
    words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  const paths = words.filter((word) => !word.startsWith("--"));
  const target = paths.pop() ?? "";
  const from = stages.find(({ name }) => name === option("from"));
  for (const source of paths) {
    const path = from === undefined ? join(repository, source) : inside(from, source);
    const directory = (await stat(path)).isDirectory();
    // A directory is copied as its contents, a file into a target that ends in a slash.
    const end = !directory && target.endsWith("/") ? join(target, basename(source)) : target;
    const to = inside(stage, resolve(stage.workdir, end));
    await mkdir(dirname(to), { recursive: true });
    const wanted = (each: string): boolean =>
      from !== undefined || each === path || !ignored(each.slice(repository.length));
    if (from === undefined && !directory && ignored(source))
      throw new Error(`${source} is kept out of the build`);
    await cp(path, to, { recursive: true, verbatimSymlinks: true, filter: wanted });
    const mode = option("chmod");
    if (mode !== undefined) await chmod(to, Number.parseInt(mode, 8));
    const owner = option("chown")?.split(":").map(Number);
    // Nobody but root can give a file away.
    if (owner !== undefined && process.getuid?.() === 0) await chown(to, owner[0] ?? 0, owner[1] ?? 0);
  }
}

/** Comments and continued lines as Docker reads them. */
async function readInstructions(): Promise<string[]> {
  const text = await readFile(join(repository, "deploy/Dockerfile"), "utf8");
  return text
    .replaceAll(/^\s*#.*\n/gm, "")
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

/** `.dockerignore`: the last pattern that matches a path, or a directory above it, decides. */
async function readIgnored(): Promise<(path: string) => boolean> {
  const text = await readFile(join(repository, "deploy/Dockerfile.dockerignore"), "utf8");
  const patterns = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return (path) => {
    const parts = path.split("/");
    const prefixes = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    const decisive = patterns.findLast((pattern) =>
      prefixes.some((prefix) => matchesGlob(prefix, pattern.replace(/^!/, ""))),
    );
    return decisive !== undefined && !decisive.startsWith("!");
  };
}

/** Every file of the image, for what should not be there. */
export async function filesOf({ root }: Image): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length));
}

function emptyStage(name: string, root: string): Stage {
  return {
    name,
    root,
    workdir: "/",
    user: "root",
    environment: {},
    entrypoint: [],
    command: [],
    healthcheck: [],
  };
}

function inside({ root }: Stage, path: string): string {
  return join(root, path);
}

function split(text: string, by: string): string[] {
  const at = text.indexOf(by);
  return at === -1 ? [text.trim()] : [text.slice(0, at).trim(), text.slice(at + by.length).trim()];
}

const run = promisify(execFile);
