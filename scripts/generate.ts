// Makes the SDK's types and the collections anew, from the document that the product itself serves.

import { startStack } from "../e2e/stack.ts";
import type { ApiDocument } from "./clients/api-document.ts";
import { generatedFiles, staleFiles, writeFiles } from "./clients/generated-files.ts";

const stack = await startStack();
try {
  const { body } = await stack.request("GET", "/openapi.json");
  const files = await generatedFiles(body as ApiDocument);
  const stale = staleFiles(files);
  writeFiles(files);
  console.log(stale.length === 0 ? "Nothing has changed." : `Written anew:\n${stale.join("\n")}`);
} finally {
  await stack.stop();
}
