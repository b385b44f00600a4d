// The SDK as a bundler hands it to a browser: one minified module.

import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

export async function bundle(): Promise<string> {
  const build = await rolldown({
    input: fileURLToPath(new URL("../index.ts", import.meta.url)),
    platform: "browser",
    // Whatever is not found in the SDK itself would be left as an import, and seen.
    external: () => false,
  });
  try {
    const { output } = await build.generate({ format: "esm", minify: true });
    if (output.length !== 1) throw new Error(`It is ${output.length} files.`);
    return output[0].code;
  } finally {
    await build.close();
  }
}
