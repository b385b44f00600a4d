// Columns are found by their names, however they are spelled, and a wrong name is a question.

import { expect, test } from "vitest";
import { readColumns, variableName } from "./columns.ts";

test.each([
  ["First name", "first_name"],
  ["  E-Mail (private) ", "e_mail_private"],
  ["الاسم الأول", "الاسم_الأول"],
  ["पहला नाम", "पहला_नाम"],
  ["1st visit", "column_1st_visit"],
  ["Empty", "column_empty"],
  ["", "column_3"],
  ["___", "column_3"],
])("the header %j is called %j in a text", (header, name) => {
  expect(variableName(header, 2)).toBe(name);
});

test("columns with the same header are told apart", () => {
  const { variables } = readColumns(["Name", "name", "NAME", "Phone"], []);
  expect([...variables.keys()]).toEqual(["name", "name_2", "name_3", "phone"]);
});

test("a column can be called by another name, and keeps its own", () => {
  const header = ["First name", "Mobile no", "Home"];
  const columns = readColumns(header, [
    { name: "phone", column: "Mobile no" },
    { name: "whom", column: "first_name" },
  ]);
  expect(columns.phone).toBe(1);
  expect(Object.fromEntries(columns.variables)).toMatchObject({ whom: 0, first_name: 0, phone: 1 });
});

test("the phone column is found by its usual names, and asked for when that is not clear", () => {
  expect(readColumns(["Name", "WhatsApp Number"], []).phone).toBe(1);
  expect(() => readColumns(["Name", "Number"], [])).toThrow(/No column is known.*"Name", "Number"/);
  expect(() => readColumns(["Mobile", "Telephone"], [])).toThrow(/Several columns may hold/);
});

test("a column that does not exist is refused with the one that was meant", () => {
  const choices = [{ name: "who", column: "Frist name" }];
  expect(() => readColumns(["First name", "Phone"], choices)).toThrow(
    'There is no column "Frist name": did you mean "First name"?',
  );
});
