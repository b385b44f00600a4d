// Whether one tenant saw or used what belongs to another.

import { nameOf } from "./copies.ts";
import type { Facts } from "./facts.ts";

export function leaked({ accepted, told, taken, peeks }: Facts): string[] {
  const byId = new Map(accepted.map((message) => [message.id, message]));
  const byText = new Map(accepted.map((message) => [message.text, message]));
  const tenantOfNumber = new Map(accepted.map(({ number, tenant }) => [number, tenant]));
  const listed = told.flatMap(({ tenant, id }) => {
    const message = byId.get(id);
    if (message === undefined || message.tenant === tenant) return [];
    return [`${tenant} is shown ${nameOf(message)} of ${message.tenant}`];
  });
  const sent = taken.flatMap(({ text, number }) => {
    const message = byText.get(text);
    if (message === undefined || message.number === number) return [];
    return [
      `${nameOf(message)} of ${message.tenant} left from ${tenantOfNumber.get(number)}'s number ${number}`,
    ];
  });
  const peeked = peeks
    .filter(({ status }) => status !== 404)
    .map(({ tenant, id, status }) => `${tenant} asked for ${id} of another tenant and heard ${status}`);
  return [...listed, ...sent, ...peeked];
}
