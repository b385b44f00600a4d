// The CSV sending room's door: a file with one person a row becomes messages, each person's their own.

export { type Check, checkFile } from "./check.ts";
export type { ColumnChoice } from "./columns.ts";
export type { ContentChoice } from "./content.ts";
export { type Counts, followStatuses } from "./follow.ts";
export { isUnchanged } from "./inspect-file.ts";
export { type CsvSend, makePlan, type Plan } from "./plan.ts";
export { noRejectsFile, openRejectsFile, type RejectsFile } from "./rejects-file.ts";
export { type Sent, sendRows } from "./send-rows.ts";
