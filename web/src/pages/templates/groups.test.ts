// Templates of one name stand together, whatever their language; those of another account do not.
import { expect, test } from "vitest";
import { groupsOf } from "./groups.ts";

const row = (id: string, language: string, account: string | null = null) => ({
  id,
  language,
  account,
  name: "order_shipped",
  category: "UTILITY",
  kind: account === null ? ("local" as const) : ("cloud_api" as const),
});

test("languages of a name are one row, by their names", () => {
  const groups = groupsOf([row("1", "pt_BR"), row("2", "ar"), row("3", "en", "waba_1")]);
  expect(groups.map(({ languages }) => languages.map(({ id }) => id))).toEqual([["2", "1"], ["3"]]);
});
