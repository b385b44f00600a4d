// What may come in as a dependency: exact versions from the registry, known by their hash, and no look-alikes of the
// WhatsApp libraries. Pure.

export type Manifest = {
  name?: string;
  scripts?: Record<string, string>;
} & Partial<Record<(typeof fields)[number], Record<string, string>>>;

const fields = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "overrides",
] as const;

export type LockEntry = {
  name?: string;
  version?: string;
  resolved?: string;
  integrity?: string;
  link?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
};

export type Lock = { packages: Record<string, LockEntry> };

/**
 * Copies of these libraries that steal sessions appear on npm every week (OSV, MAL-2026-…). The two we use are known
 * by their content: another hash under the same version is another program. Changed by hand, after reading what
 * changed in them.
 */
export const whatsappLibraries: Readonly<Record<string, string>> = {
  baileys: "sha512-pewtrljhWx5JTUBvvkXZz1fL3JPiwzjBsnhx/DWf2LWBx1cZNH7J/sF22xDehba5mySWUQU4a1Pwt7lWARUxaA==",
  libsignal:
    "sha512-d/5V3YFtDljbFMufz4ncyUYGYhJl+vzAe+c2EFFBQ6bz1h8Q3IOMEGXYMzlibU60I+e8GagMMpji18iez3P1hA==",
};

/** Run on their own by npm, before anybody has looked at what they do. */
const installScripts = ["preinstall", "install", "postinstall", "prepare", "prepublish"];

/** What is wrong with a package.json of ours. */
export function manifestProblems(manifest: Manifest): string[] {
  const wanted = fields.flatMap((field) => Object.entries(manifest[field] ?? {}));
  return [
    ...wanted.flatMap(([name, version]) => [
      ...(isExact(version) ? [] : [`${name}@${version} is no exact version of the registry's`]),
      ...lookAlike(name),
    ]),
    ...installScripts
      .filter((script) => manifest.scripts?.[script] !== undefined)
      .map((script) => `the script ${script} runs at every installation`),
  ];
}

/** What is wrong with a lockfile. */
export function lockProblems({ packages }: Lock): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const name = nameOf(path);
    // Ours: the root and its workspaces, which are links.
    if (name === null || entry.link === true) return [];
    return [
      ...(entry.name === undefined || entry.name === name ? [] : [`${name} is an alias of ${entry.name}`]),
      ...(isExact(entry.version ?? "") ? [] : [`${name} has the version ${entry.version}`]),
      ...(isRegistry(entry.resolved) ? [] : [`${name} comes from ${entry.resolved}`]),
      ...(hasHash(entry) ? [] : [`${name} has no integrity`]),
      ...Object.entries(entry.dependencies ?? {})
        .filter(([, version]) => /[:/]/.test(version))
        .map(([wanted, version]) => `${name} wants ${wanted} as ${version}`),
      ...lookAlike(name),
      ...otherContent(name, entry),
    ];
  });
}

function nameOf(path: string): string | null {
  return /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? null;
}

/** No range, tag, alias, file, link, URL or repository. */
function isExact(version: string): boolean {
  return /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version);
}

/** npm leaves the address out where it is the registry's own; a mirror's would be of no use to anybody else. */
function isRegistry(resolved: string | undefined): boolean {
  return resolved === undefined || resolved.startsWith("https://registry.npmjs.org/");
}

/**
 * Of optional packages for other platforms npm knows no hash when it could not fetch them (complete-lockfile.ts);
 * `npm ci` there asks the registry for it. What runs in production or in tests here has one.
 */
function hasHash({ integrity, optional, os }: LockEntry): boolean {
  if (integrity !== undefined) return integrity.startsWith("sha512-");
  return optional === true && os !== undefined;
}

function lookAlike(name: string): string[] {
  const isOne = /baileys|libsignal/i.test(name) && !Object.hasOwn(whatsappLibraries, name);
  return isOne ? [`${name} looks like a WhatsApp library and is none of ours`] : [];
}

function otherContent(name: string, { integrity }: LockEntry): string[] {
  const known = Object.hasOwn(whatsappLibraries, name) ? whatsappLibraries[name] : undefined;
  return known === undefined || known === integrity ? [] : [`${name} is not the one that was looked at`];
}
