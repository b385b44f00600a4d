// Builds the dashboard into `dist`: aside first, so that a build that fails or is killed leaves the one before.
import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { build } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");

/** Smaller than a packet: nothing is gained. */
const worthBytes = 1_200;

const making = await mkdtemp(join(here, "dist-"));
try {
  await build({
    configFile: join(here, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: making, emptyOutDir: true },
  });
  await compressAll(making);
  // Made for this process alone; who serves it may be another account.
  await chmod(making, 0o755);
  await rm(dist, { recursive: true, force: true });
  await rename(making, dist);
} finally {
  await rm(making, { recursive: true, force: true });
}

/** Beside each file that gains by it, so that the server compresses nothing. */
async function compressAll(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(html|js|css|svg|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(paths.map(compressOne));
}

async function compressOne(path: string): Promise<void> {
  const bytes = await readFile(path);
  if (bytes.length < worthBytes) return;
  const [zipped, brotli] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    // The highest level takes ten times as long for three per cent.
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  ]);
  await Promise.all([writeFile(`${path}.gz`, zipped), writeFile(`${path}.br`, brotli)]);
}
