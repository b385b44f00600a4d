// What privacy work stands on.

import type { Database } from "../../kernel/db.ts";
import type { PersonalData } from "../../kernel/personal-data.ts";
import type { MediaStore } from "../../media/index.ts";
import type { Journal } from "./journal-file.ts";
import type { SubjectKeys } from "./subject.ts";

export type PrivacyDeps = {
  /** With patience: all that a tenant ever sent may have to be looked through. */
  app: Database;
  engine: Database;
  keys: SubjectKeys;
  /** In the order in which a person is erased. */
  rooms: readonly PersonalData[];
  store: MediaStore;
  journal: Journal;
  /** What else has to be done: by the composition, which knows the rooms that do it. */
  house: {
    /** Bytes of files that were let go. */
    throwAway(): Promise<void>;
    /** Read bodies that name one of these people; answers until when they have been looked through. */
    dropLate(watched: Watched, now: Date): Promise<Date>;
    onError(error: Error): void;
  };
  now(): Date;
};

/** `hashes` by tenant. */
export type Watched = { since: Date; hashes: ReadonlyMap<string, ReadonlySet<string>> };
