// Adds to package-lock.json the optional platform packages that npm left out because it could not fetch them.
//
// A package such as oxlint names one optional package for each platform. When some of them cannot be
// fetched at the moment of `npm install`, npm writes a lockfile without them, which `npm ci` then refuses
// on every machine.
import { readFileSync, writeFileSync } from "node:fs";

type Entry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};

type Packages = Record<string, Entry>;

const LOCKFILE = new URL("../package-lock.json", import.meta.url);

/** The platform packages that are named by a package and have no entry of their own. */
export function missingPackages(packages: Packages): Packages {
  const missing: Packages = {};
  for (const [path, { optionalDependencies, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies ?? {})) {
      const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
      if (places.some((place) => packages[place])) continue;
      missing[`node_modules/${name}`] = {
        version,
        ...platform(name),
        ...(dev && { dev }),
        optional: true,
      };
    }
  }
  return missing;
}

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64"];

/** Read from the name, as in `@oxlint/binding-linux-x64-musl`: there is nobody to ask. */
function platform(name: string): Pick<Entry, "os" | "cpu" | "libc"> {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!os || !cpu)
    throw new Error(`${name} does not say for which platform it is: add it to package-lock.json by hand`);
  if (os !== "linux") return { os: [os], cpu: [cpu] };
  if (words.some((word) => word.startsWith("musl"))) return { os: [os], cpu: [cpu], libc: ["musl"] };
  if (words.some((word) => word.startsWith("gnu"))) return { os: [os], cpu: [cpu], libc: ["glibc"] };
  return { os: [os], cpu: [cpu] };
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(LOCKFILE, "utf8"));
  const missing = missingPackages(lock.packages);
  lock.packages = Object.fromEntries(
    Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => a.localeCompare(b, "en")),
  );
  if (Object.keys(missing).length > 0) writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} packages added to package-lock.json.`);
}
