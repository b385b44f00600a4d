// Where the server says something to people, and what stands there that is none of their business.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { refuses, sentencesIn, untranslated, withoutNames } from "./api-words.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Sentences that people read in the dashboard, with `{}` for each value. */
export function saidToPeople(): string[] {
  const refusing = programs(all).filter(
    ({ path, source }) => refuses(source) && !notAskedHere.some((elsewhere) => elsewhere.test(path)),
  );
  return said([...programs(speakers), ...refusing]).filter(
    (each) => !unspoken.has(each) && !ofPrograms.test(each),
  );
}

/** Those of the sentences that nobody says, to people or not. */
export function idle(sentences: readonly string[]): string[] {
  // To read all programs takes seconds: one is read where a sentence could begin in it.
  const beginnings = sentences.map(beginningOf);
  const candidates = programs(all).filter(({ source }) => beginnings.some((each) => source.includes(each)));
  return untranslated(sentences, said(candidates));
}

/** Of its longest piece without values and signs that are written otherwise in a program. */
function beginningOf(sentence: string): string {
  const pieces = withoutNames(sentence).split(/\{\}|["`\\]/);
  return pieces
    .reduce((longest, piece) => (piece.length > longest.length ? piece : longest), "")
    .slice(0, 16);
}

/** All they say is for people. */
const speakers = [
  "contract/src/parser.ts",
  "server/src/accounts/{breaker,present-account}.ts",
  "server/src/accounts/onboarding/{number-steps,step,test-message,webhook-steps}.ts",
  "server/src/audience/consent/sending-rules.ts",
  "server/src/audience/import/{file/*,mapping/columns}.ts",
  "server/src/audience/import/rows/{cell-values,fold-duplicates,judge-row}.ts",
  "server/src/audience/segments/rule-problems.ts",
  "server/src/campaigns/{stops,open-zones}.ts",
  "server/src/campaigns/preflight/{blockers,timing,warnings}.ts",
  "server/src/compliance/audit/verify.ts",
  "server/src/kernel/{guarded-fetch,phone}.ts",
  "server/src/media/inspect/{index,sniff}.ts",
  "server/src/senders/protection/{health,judge,present-standing}.ts",
  "server/src/sessions/advice.ts",
  "server/src/templates/{check-content,lint,template,template-errors}.ts",
  "server/src/templates/filling/value-problem.ts",
  "server/src/templates/local/{compile-text,condition-shape,liquid,spintax}.ts",
  "server/src/templates/rules/*.ts",
  "server/src/tenancy/keys/rights.ts",
  "server/src/transports/{cloud-api,cloud-api/templates,dialog360,waha}/answer.ts",
  "server/src/transports/{dialog360,waha,wasender,whatsapp-web}/error-map.ts",
  "server/src/transports/{http/outcomes,waha/deliver,wasender/request}.ts",
  "server/src/transports/whatsapp-web/{outgoing/supported,session}.ts",
];

/** Others say one thing or another: to people, where they refuse a request. */
const all = ["server/src/**/*.ts", "contract/src/**/*.ts"];

/**
 * What these refuse is asked by programs: other products' clients, providers, the command line, HTTP itself. A preview
 * has WhatsApp's own words.
 */
const notAskedHere = [
  /\/(doors|intake|csv-send|commands|client|transports|routing)\//,
  /\/http\/(error-pages|mount-door|operations|problem-reply)\.ts$/,
  /\/(events\/(begin|routes)|leaked-key|templates\/preview)\.ts$/,
];

/** Addresses, headers, statements and tags. */
const ofPrograms = /^(GET|POST|Bearer|select|HTTP\/1\.1|c\.\w+|\{% \w+) |; charset=/;

/** They are put between names or into a sentence, are for who builds Waypost, or are somebody else's words. */
const unspoken = new Set([
  " and ",
  " or ",
  "{} KB",
  "{} MB",
  "Column {}",
  "HEADER {}",
  "must NOT",
  "must not",
  "not {}",
  "prove {}",
  "reset {}",
  "sign-in {}",
  "there is a stop",
  "phone, name, language, time_zone, tags, attribute:<name> or ignore",
  "The people of a campaign's file.",
  "End it for good, and take back what has not left",
  "Go on where it was paused",
  "Stop sending within a second; what waits keeps its place",
  "Client has encountered a connection error",
  "Client was closed",
  "Connection terminated",
  "Query read timeout",
  "timeout exceeded when trying to connect",
]);

type Program = { path: string; source: string };

function programs(patterns: readonly string[]): Program[] {
  return globSync([...patterns], { cwd: root })
    .filter((path) => !/\.test\.ts$|\/testing\//.test(path))
    .map((path) => ({ path, source: readFileSync(join(root, path), "utf8") }));
}

function said(some: readonly Program[]): string[] {
  return [...new Set(some.flatMap(({ path, source }) => sentencesIn(path, source)))];
}
