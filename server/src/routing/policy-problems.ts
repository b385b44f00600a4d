// What a policy's schema cannot say: pools and senders that are not there, names used twice.

import type { FieldError, RoutingPolicy, RoutingRoad } from "@waypost/contract";

/** `known` are the tenant's senders of the caller's mode, as they are presented. */
export function policyProblems(policy: RoutingPolicy, known: ReadonlySet<string>): FieldError[] {
  const pools = policy.pools ?? [];
  const names = pools.map(({ name }) => name);
  const roadProblem = (path: string, { pool, sender }: RoutingRoad): FieldError[] => {
    if (pool !== undefined && !names.includes(pool))
      return [{ path: `${path}/pool`, message: "names no pool" }];
    return sender === undefined ? [] : senderProblem(`${path}/sender`, sender, known);
  };
  return [
    ...pools.flatMap(({ name, senders }, index) => [
      ...(names.indexOf(name) < index ? [{ path: `/pools/${index}/name`, message: "is used twice" }] : []),
      ...senders.flatMap(({ sender }, place) => {
        const path = `/pools/${index}/senders/${place}/sender`;
        const isRepeated = senders.findIndex((each) => each.sender === sender) < place;
        return isRepeated
          ? [{ path, message: "is in this pool already" }]
          : senderProblem(path, sender, known);
      }),
    ]),
    ...policy.rules.flatMap(({ use, fallbacks = [] }, index) => [
      ...roadProblem(`/rules/${index}/use`, use),
      ...fallbacks.flatMap((each, place) => roadProblem(`/rules/${index}/fallbacks/${place}/use`, each.use)),
    ]),
  ];
}

function senderProblem(path: string, sender: string, known: ReadonlySet<string>): FieldError[] {
  return known.has(sender) ? [] : [{ path, message: "names no sender of this key's mode" }];
}
