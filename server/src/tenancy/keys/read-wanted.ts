// What a request wants of a key, read strictly: scopes there are, networks in one spelling, an end that is to come.

import type { FieldError } from "@waypost/contract";
import { AppError } from "../../kernel/errors.ts";
import { type Scope, scopes } from "../../kernel/route.ts";
import { canonicalNetwork } from "../networks.ts";

export function readScopes(names: readonly string[]): Scope[] {
  const errors: FieldError[] = [];
  const found = names.flatMap((name, place) => {
    const scope = scopes.find((known) => known === name);
    if (scope === undefined) errors.push({ path: `/scopes/${place}`, message: "is no scope there is" });
    return scope === undefined ? [] : [scope];
  });
  refuse(errors);
  return found;
}

export function readNetworks(texts: readonly string[]): string[] {
  const errors: FieldError[] = [];
  const found = texts.flatMap((text, place) => {
    const network = canonicalNetwork(text);
    if (network === null) {
      errors.push({ path: `/allowed_networks/${place}`, message: "is no address and no CIDR block" });
    }
    return network === null ? [] : [network];
  });
  refuse(errors);
  return [...new Set(found)];
}

export function readEnd(text: string, now: Date): Date {
  const at = new Date(text);
  if (at <= now) refuse([{ path: "/expires_at", message: "is over already" }]);
  return at;
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new AppError("invalid_request", "The body is not valid.", { errors });
}
