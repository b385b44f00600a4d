// Imports in the control process: what they need of the rooms around them, and the worker that reads their
// files.

import { createImportWorker, type ImportDeps, type ImportWorker } from "../audience/index.ts";
import { skipWaiting } from "../messaging/index.ts";
import { placesLeft } from "../plans/index.ts";
import type { House } from "./house.ts";

export function importDeps({ app, engine, people, finder, onError }: House): ImportDeps {
  return {
    app,
    engine,
    people,
    now: () => new Date(),
    defaultCountry: finder.defaultCountry,
    skipWaiting,
    // People are of both modes, and so is the room for them.
    placesLeft: (tx, tenantId) => placesLeft(tx, { tenantId, mode: "live" }, "contacts"),
    onError,
  };
}

export function openImports(house: House): ImportWorker {
  return createImportWorker(importDeps(house));
}
