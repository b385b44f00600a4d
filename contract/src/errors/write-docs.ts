// Writes docs/errors.md from the dictionary: `node contract/src/errors/write-docs.ts`, after changing
// an entry.

import { writeFileSync } from "node:fs";
import { renderErrorDocs } from "./render.ts";

writeFileSync(new URL("../../../docs/errors.md", import.meta.url), renderErrorDocs());
