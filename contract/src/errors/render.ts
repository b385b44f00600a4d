// Renders the error dictionary as the documentation page docs/errors.md; a test keeps the two in step.

import { errorChapters } from "../errors.ts";
import type { ErrorChapter } from "../errors.ts";
import type { ErrorEntry } from "./entry.ts";

export function renderErrorDocs(): string {
  return `${opening}\n${errorChapters.map(chapter).join("\n")}`;
}

const opening = `# Errors

<!-- Written from contract/src/errors by \`node contract/src/errors/write-docs.ts\`; change it there. -->

Every error of Waypost has a code: in the \`code\` of a problem answer (\`application/problem+json\`),
in a message's \`error\`, and at \`/v1/errors/{code}\`.

- **Retryable** says that the same thing may succeed later without anybody changing it.
- **Maybe sent** says that a message may have reached its recipient in spite of the error: do not
  repeat it blindly.
- **HTTP** is the status of an answer with this code; a dash means that it is only ever a message's error.
`;

function chapter({ title, entries }: ErrorChapter): string {
  const sections = Object.entries(entries).map(([code, entry]) => section(code, entry));
  return `## ${title}\n\n${sections.join("\n")}`;
}

function section(code: string, entry: ErrorEntry): string {
  const upstream = entry.upstream.map((name) => `\`${name}\``).join(", ");
  const facts = [
    `HTTP ${entry.status ?? "–"}`,
    entry.retryable ? "retryable" : "not retryable",
    entry.maybe_sent ? "maybe sent" : "not sent",
    `in the hands of the ${entry.who === "waypost" ? "Waypost installation" : entry.who}`,
  ];
  return [
    `### ${code}`,
    "",
    `**${entry.title}** (${facts.join(", ")})`,
    "",
    `${entry.cause} ${entry.remedy}`,
    ...(upstream === "" ? [] : ["", `Provider codes: ${upstream}`]),
    "",
  ].join("\n");
}
