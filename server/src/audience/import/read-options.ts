// Reads what a request says of an import: the simple options are the query's, mapping and evidence are JSON
// within it.

import { createHash } from "node:crypto";
import {
  type ContactImportQuery,
  createParser,
  importConsent,
  type ImportPreviewQuery,
  type SuppressionImportQuery,
} from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import type { Mapping } from "./mapping/columns.ts";
import { parseTarget } from "./mapping/target.ts";
import { cellLimits, readTags } from "./rows/cell-values.ts";
import type { Evidence, ImportSettings } from "./settings.ts";

type Asked = ImportPreviewQuery;

/** `country`: the tenant's own, where the request names none. */
export function readReading(
  asked: Asked,
  country: string | null,
): Pick<ImportSettings, "reading" | "wanted"> {
  const { encoding, separator, header } = asked;
  if (encoding !== undefined && !isEncoding(encoding)) {
    throw invalid("query.encoding", `"${encoding}" is no encoding: say utf-8, windows-1252 or windows-1256`);
  }
  return {
    reading: {
      encoding: encoding?.toLowerCase() ?? null,
      separator: separator === "tab" ? "\t" : (separator ?? null),
    },
    wanted: {
      mapping: asked.mapping === undefined ? {} : readMapping(asked.mapping),
      header: header ?? null,
      country: asked.country ?? country,
    },
  };
}

function isEncoding(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== "";
  } catch {
    return false;
  }
}

function readMapping(text: string): Mapping {
  const given = parseJson(text, "query.mapping");
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalid("query.mapping", "is not an object of columns and what they are");
  }
  const pairs = Object.entries(given);
  if (pairs.length > columnsMax) throw invalid("query.mapping", `names more than ${columnsMax} columns`);
  for (const [column, target] of pairs) {
    if (typeof target !== "string" || parseTarget(target) === null) {
      const known = "phone, name, language, time_zone, tags, attribute:<name> or ignore";
      throw invalid(
        "query.mapping",
        `says of the column ${JSON.stringify(column).slice(0, 80)} what is none of ${known}`,
      );
    }
  }
  return Object.fromEntries(pairs) as Mapping;
}

const columnsMax = 500;

export function contactSettings(
  asked: ContactImportQuery,
  country: string | null,
  now: Date,
): ImportSettings {
  return {
    ...readReading(asked, country),
    duplicates: asked.duplicates ?? "first",
    update: asked.update ?? "empty",
    tags: tagsIn(asked.tags),
    evidence: asked.consent === undefined ? null : evidenceIn(asked.consent, now),
    suppression: null,
  };
}

export function suppressionSettings(asked: SuppressionImportQuery, country: string | null): ImportSettings {
  return {
    ...readReading(asked, country),
    duplicates: "first",
    update: "never",
    tags: [],
    evidence: null,
    suppression: { purpose: asked.purpose ?? "marketing", reason: asked.reason ?? "opted_out_elsewhere" },
  };
}

function tagsIn(text: string | undefined): readonly string[] {
  const read = readTags(text ?? "");
  if (!read.ok) throw invalid("query.tags", `has more than ${cellLimits.tags} tags, or one that is too long`);
  return read.value;
}

const parseConsent = createParser(importConsent);

function evidenceIn(text: string, now: Date): Evidence {
  const parsed = parseConsent(parseJson(text, "query.consent"));
  if (!parsed.ok) {
    throw new AppError("invalid_request", "The evidence in `consent` is not valid.", {
      errors: parsed.errors.map(({ path, message }) => ({
        path: `query.consent${path.replaceAll("/", ".")}`,
        message,
      })),
    });
  }
  const { wording, at, ...rest } = parsed.value;
  if (at !== undefined && new Date(at) > now) throw invalid("query.consent.at", "lies in the future");
  const wordingHash = createHash("sha256").update(wording).digest("hex");
  return { ...rest, wordingHash, at: at ?? now.toISOString() };
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(path, "is not valid JSON");
  }
}

function invalid(path: string, message: string): AppError {
  return new AppError("invalid_request", "The query is not valid.", { errors: [{ path, message }] });
}
