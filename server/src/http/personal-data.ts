// What kept answers say about one person: answers to sends stay without them, so that nothing is sent twice.

import { randomUUID } from "node:crypto";
import { needlesOf, noParts, type PersonalData } from "../kernel/personal-data.ts";
import { dropAnswers, type KeptAnswer, readAnswersAbout, rewriteAnswers } from "./personal-data-store.ts";

const biteRows = 1_000;

export const keptAnswers: PersonalData = {
  name: "kept answers",
  tables: ["idempotency_key"],
  role: "waypost_app",
  // They repeat what is exported as it is now.
  export: noParts,
  erase: async (tx, person) => {
    const needles = needlesOf(person);
    const found = await readAnswersAbout(tx, [person.tenantId, needles, biteRows]);
    const [sends, others] = [found.filter(isSend), found.filter((answer) => !isSend(answer))];
    const columns = (answers: readonly KeptAnswer[]): unknown[] => [
      person.tenantId,
      answers.map(({ mode }) => mode),
      answers.map(({ route }) => route),
      answers.map(({ key }) => key),
    ];
    if (sends.length > 0) {
      await rewriteAnswers(tx, [
        ...columns(sends),
        sends.map(({ response }) => JSON.stringify(withoutPerson(response, needles))),
        // A key that names somebody was badly chosen: a request that comes with it once more is a new one.
        sends.map(({ key }) => (mentions(key, needles) ? `erased:${randomUUID()}` : key)),
      ]);
    }
    // To add a contact again, or to record a consent again, changes nothing.
    if (others.length > 0) await dropAnswers(tx, columns(others));
    return { counts: { idempotency_key: found.length }, more: found.length === biteRows, waitsFor: null };
  },
};

function isSend({ route }: KeptAnswer): boolean {
  return route.startsWith("POST /v1/messages");
}

/** The smallest object that names the person keeps its id only. */
function withoutPerson(value: unknown, needles: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((member) => withoutPerson(member, needles));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value);
  const lists = members.filter(([, member]) => Array.isArray(member));
  const own = Object.fromEntries(members.filter(([, member]) => !Array.isArray(member)));
  if (mentions(JSON.stringify(own), needles)) {
    const { id = null, index } = own;
    return { ...(index === undefined ? {} : { index }), id, erased: true };
  }
  return {
    ...own,
    ...Object.fromEntries(lists.map(([name, member]) => [name, withoutPerson(member, needles)])),
  };
}

function mentions(text: string, needles: readonly string[]): boolean {
  return needles.some((needle) => text.includes(needle));
}
