// Writes docs/config.md anew from the table of environment variables.
import { writeFileSync } from "node:fs";
import { configPage } from "../server/src/config/page.ts";

writeFileSync(new URL("../docs/config.md", import.meta.url), configPage());
