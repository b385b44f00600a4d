// What holds on this network now: faults, settings and people's defaults, each replaced as a whole.
import { readFaults } from "./faults.ts";
import type { Faults } from "./faults.ts";
import { readPeopleDefaults } from "./people/temper.ts";
import type { PeopleDefaults } from "./people/temper.ts";
import { createRandom } from "./random.ts";
import type { Random } from "./random.ts";
import { readSettings } from "./settings.ts";
import type { Settings } from "./settings.ts";

export type Conditions = {
  readonly faults: Faults;
  readonly settings: Settings;
  readonly people: PeopleDefaults;
  /** Restarted by the seed of every faults document. */
  readonly random: Random;
  /** Fields left out return to their defaults; a wrong field throws DocumentRefused and changes nothing. */
  putFaults(document: unknown): void;
  putSettings(document: unknown): void;
  putPeople(document: unknown): void;
  /** Counts a send against a person's fault and says whether it still holds. */
  spend(phone: number): Faults["people"][string] | undefined;
};

export function createConditions(documents: {
  faults?: unknown;
  settings?: unknown;
  people?: unknown;
}): Conditions {
  let faults = readFaults(documents.faults, "");
  let settings = readSettings(documents.settings, "");
  let people = readPeopleDefaults(documents.people, "");
  let random = createRandom(faults.seed);
  let anyPerson = Object.keys(faults.people).length > 0;
  const spent = new Map<number, number>();
  return {
    get faults() {
      return faults;
    },
    get settings() {
      return settings;
    },
    get people() {
      return people;
    },
    get random() {
      return random;
    },
    putFaults(document) {
      faults = readFaults(document, "");
      random = createRandom(faults.seed);
      anyPerson = Object.keys(faults.people).length > 0;
      spent.clear();
    },
    putSettings(document) {
      settings = readSettings(document, "");
    },
    putPeople(document) {
      people = readPeopleDefaults(document, "");
    },
    spend(phone) {
      const fault = anyPerson ? faults.people[phone] : undefined;
      if (!fault || fault.times === null) return fault;
      const uses = (spent.get(phone) ?? 0) + 1;
      spent.set(phone, uses);
      return uses <= fault.times ? fault : undefined;
    },
  };
}
