// Claiming for tenants with sending rules: what is due is looked at first, what may not leave yet is put off, and the
// rest is taken, at the same rate and in the same order as anywhere else.

import type { RuleVerdict, SendingRules } from "../../audience/index.ts";
import type { RuledLook } from "../lane-store.ts";
import type { Chosen, Claimed, LaneAllowance } from "../store/dispatch.ts";
import type { PutOffRow } from "../store/put-off.ts";
import type { DueRow } from "../store/rule.ts";
import { fromFrontiers, moveFrontiers, restWhole } from "./frontier.ts";
import { rule, type Ruling } from "./ruling.ts";
import type { State, Working } from "./state.ts";

/** One round's far looks, shared by its lanes: enough that a night's messages soon let those behind them be seen. */
const looksMax = 1_000;

type RuledLane = { lane: Working; rules: SendingRules; allowed: LaneAllowance; most: number };

export type RuledClaim = { claimed: Claimed[]; putOff: PutOffRow[] };

export function rulesOf(lane: Working | undefined): SendingRules | null {
  return lane?.sender.rules?.rules ?? null;
}

/** Those of whose tenants nobody else may claim meanwhile, because what left to a person is counted. */
export function cappedTenants(lanes: readonly { lane: Working; rules: SendingRules }[]): string[] {
  return [...new Set(lanes.flatMap(({ lane, rules }) => (rules.caps.length === 0 ? [] : [lane.tenantId])))];
}

/** What is put off is for the caller to write down, once what was claimed is on its way. */
export async function claimRuled(
  state: State,
  node: string,
  allowances: readonly LaneAllowance[],
): Promise<RuledClaim> {
  const lanes = allowances.flatMap((allowed): RuledLane[] => {
    const lane = state.lanes.get(allowed.sender_id);
    const rules = rulesOf(lane);
    if (lane === undefined || rules === null) return [];
    const most =
      allowed.normal === 0 ? 0 : Math.max(allowed.normal, Math.floor(looksMax / allowances.length));
    return [{ lane, rules, allowed, most }];
  });
  for (const { lane } of lanes) Object.assign(lane, { hot: false, nudged: false });
  try {
    return await state.deps.store.ruled.within(cappedTenants(lanes), async (look, isOurs) => {
      const others = lanes.filter(({ lane }) => !isOurs(lane.tenantId));
      for (const { lane } of others) Object.assign(lane, { hot: true, nudged: true });
      return takeDue(
        state,
        look,
        node,
        lanes.filter((each) => !others.includes(each)),
      );
    });
  } catch (error) {
    for (const { lane } of lanes) Object.assign(lane, { hot: true, nudged: true });
    throw error;
  }
}

async function takeDue(
  state: State,
  look: RuledLook,
  node: string,
  lanes: readonly RuledLane[],
): Promise<RuledClaim> {
  const { deps } = state;
  const rows = Map.groupBy(await lookAt(state, look, lanes), ({ sender_id }) => sender_id);
  const asked = lanes.flatMap(({ lane, rules }) =>
    (rows.get(lane.senderId) ?? []).flatMap((row) => (row.class === 0 ? [] : [{ ...row, rules }])),
  );
  const ruling = await rule(look, asked, deps.node.now());
  const taken = lanes.map((each) => take(each, rows.get(each.lane.senderId) ?? [], ruling));
  const chosen = taken.flatMap((each) => each.chosen);
  const claimed = chosen.length === 0 ? [] : await look.claim(node, chosen);
  moveFrontiers(state.lanes, claimed);
  return { claimed, putOff: taken.flatMap(({ putOff }) => putOff) };
}

async function lookAt(state: State, look: RuledLook, lanes: readonly RuledLane[]): Promise<DueRow[]> {
  const { clock } = state.deps;
  const looking = clock.monotonic();
  const wanted = lanes.map(({ lane, allowed, most }) => {
    return { tenant_id: lane.tenantId, sender_id: lane.senderId, urgent: allowed.urgent, most };
  });
  const asked = fromFrontiers(wanted, state.lanes, looking);
  const rows = await look.due(asked);
  const now = clock.monotonic();
  restWhole(asked, state.lanes, { now, tookMs: now - looking });
  return rows;
}

type Taken = { chosen: Chosen[]; putOff: PutOffRow[] };

/** The lane's order is kept: what is put off lets those behind it come forward. */
function take({ lane, allowed, most }: RuledLane, rows: readonly DueRow[], ruling: Ruling): Taken {
  const taken: Taken = { chosen: [], putOff: [] };
  for (const row of rows) {
    if (taken.chosen.length >= (row.class === 0 ? allowed.urgent : allowed.normal)) continue;
    const verdict: RuleVerdict = row.class === 0 ? { kind: "go" } : ruling.of(row);
    if (verdict.kind === "go") {
      ruling.choose(row);
      taken.chosen.push(choice(lane, row, allowed));
    } else {
      taken.putOff.push(putOffRow(row, verdict));
    }
  }
  const isFull = [1, 2].some((each) => rows.filter((row) => row.class === each).length >= most);
  if (taken.putOff.length > 0 && isFull) lane.hot = true;
  lane.looksFar = taken.putOff.length > taken.chosen.length;
  return taken;
}

function choice({ shard }: Working, row: DueRow, { epoch, rules }: LaneAllowance): Chosen {
  const { tenant_id, sender_id, recipient, id } = row;
  return { tenant_id, sender_id, recipient, id, shard, epoch, waited: null, rules: rules ?? 0 };
}

/** What a rule says of a message, for the record. */
export function putOffRow(
  { tenant_id, sender_id, recipient, id }: Omit<DueRow, "class">,
  { kind, until, code, text }: Exclude<RuleVerdict, { kind: "go" }>,
): PutOffRow {
  return { tenant_id, sender_id, recipient, id, kind, until: until.toISOString(), code, text };
}
