// What campaigns' worker is given where nothing else of a server runs: in tests, and where it is measured.

import { messageTypes } from "@waypost/contract";
import type { Database } from "../../kernel/db.ts";
import { createIdMaker } from "../../kernel/ids.ts";
import type { WorkDeps } from "../deps.ts";

/** Nothing is checked or planned, and every sender carries everything. */
export function plainWorkDeps(
  databases: { app: Database; engine: Database },
  onError: (error: Error) => void,
): WorkDeps {
  return {
    ...databases,
    checks: [],
    linkBase: "https://waypost.example/l/",
    carriedTypes: () => new Set(messageTypes),
    newId: createIdMaker(Date.now),
    now: () => new Date(),
    onError,
  };
}
