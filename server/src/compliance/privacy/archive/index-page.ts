// The page of an export that people open first: what is in it, in words. Pure.

import type { ArchiveManifest } from "./write-archive.ts";

export function indexPage({ request, created_at, names, records, files, missing }: ArchiveManifest): string {
  const kinds = Object.entries(records).map(
    ([name, count]) => `<tr><td>${wordsFor(name)}</td><td>${count}</td><td>${linksTo(name, files)}</td></tr>`,
  );
  const bytes = files.filter(({ path }) => path.startsWith("bytes/"));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Your data</title>
<h1>Everything that is kept about ${escaped(names.join(", "))}</h1>
<p>Written ${escaped(created_at)} for the request ${escaped(request)}. The numbers of files below are their SHA-256
sums in <a href="manifest.json">manifest.json</a>.</p>
<table>
<tr><th>What</th><th>How many</th><th>Where</th></tr>
${kinds.join("\n")}
<tr><td>Files that were sent or received</td><td>${bytes.length}</td><td>${linksTo("bytes", files)}</td></tr>
</table>
${missing.length === 0 ? "" : `<p>Not there any more, because their time was over: ${escaped(missing.join(", "))}.</p>`}
</html>
`;
}

const titles: Readonly<Record<string, string>> = {
  contacts: "Who you are to us: name, numbers, attributes",
  consents: "What you agreed to or refused, and when",
  suppressions: "What must not be sent to you",
  messages: "Messages that were sent to you, with what happened to them",
  parked_statuses: "Reports about messages that could not be placed yet",
  received_messages: "Messages that you wrote",
  files: "What is known of your files",
  webhooks: "Reports of WhatsApp about you, as they came",
  chats: "When we last wrote to each other",
  ad_entries: "Advertisements you came from",
  limits: "What WhatsApp's limits made us remember",
};

function wordsFor(name: string): string {
  return escaped(titles[name] ?? name);
}

function linksTo(name: string, files: ArchiveManifest["files"]): string {
  return files
    .filter(({ path }) => path.startsWith(`${name}/`))
    .map(({ path }) => `<a href="${escaped(path)}">${escaped(path)}</a>`)
    .join("<br>");
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
