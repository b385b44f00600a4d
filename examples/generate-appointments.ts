// Makes examples/appointments.csv, the same bytes at every run, and the counts a send of it must come to:
// `node bin/run.js examples/generate-appointments.ts`.

import { readFileSync, writeFileSync } from "node:fs";
import { clinics, doctors, notes, oddFirsts, type Person, scripts } from "./appointments/names.ts";
import {
  e164,
  endsMagically,
  flaws,
  inventPhone,
  type Phone,
  phoneEnding,
  spell,
  spoil,
} from "./appointments/phones.ts";
import { createRandom, type Random } from "./appointments/random.ts";

export type Appointments = {
  csv: string;
  /** What reading it with the default country India must come to. */
  expected: { rows: number; good: number; duplicate: number; blank: number; broken: number };
  /** Who shall be written to, in the order of the file. */
  people: Patient[];
};

export type Patient = { to: string; first: string; doctor: string; date: string; time: string };

const seed = 20_261_121;
const rowCount = 5_000;
const shares = { duplicate: 0.03, blank: 0.008, broken: 0.02 };

export function generateAppointments(): Appointments {
  const random = createRandom(seed);
  const rows: string[][] = [];
  const expected = { rows: rowCount, good: 0, duplicate: 0, blank: 0, broken: 0 };
  const phones: Phone[] = [];
  const people: Patient[] = [];
  const used = new Set<string>();
  for (let index = 0; index < rowCount; index++) {
    const { kind, mobile, phone } = inventMobile(random, index, phones, used);
    expected[kind] += 1;
    const visit = inventVisit(random);
    if (phone !== null) {
      phones.push(phone);
      people.push({ ...visit, first: visit.first.trim(), to: e164(phone) });
    }
    rows.push([
      `P-${String(10_001 + index)}`,
      visit.first,
      visit.last,
      mobile,
      visit.doctor,
      visit.date,
      visit.time,
      random.pick(clinics),
      random.pick(notes),
    ]);
  }
  return { csv: toCsv([header, ...rows]), expected, people };
}

const header = [
  "Patient ID",
  "First name",
  "Last name",
  "Mobile",
  "Doctor",
  "Date",
  "Time",
  "Clinic",
  "Notes",
];

type Mobile =
  | { kind: "good"; mobile: string; phone: Phone }
  | { kind: "duplicate" | "blank" | "broken"; mobile: string; phone: null };

/** One in every 700 rows has an ending the simulator knows; README.md lists them. */
export const magicEndings = ["0002", "0004", "0005", "0007", "0008", "0010"] as const;

function inventMobile(random: Random, index: number, earlier: readonly Phone[], used: Set<string>): Mobile {
  const magic = index % 700 === 699 ? magicEndings[(index - 699) / 700] : undefined;
  if (magic !== undefined) {
    const phone = phoneEnding(magic);
    return { kind: "good", mobile: spell(phone, random), phone };
  }
  const dice = random.below(10_000) / 10_000;
  if (dice < shares.duplicate && earlier.length > 0) {
    return { kind: "duplicate", mobile: spell(random.pick(earlier), random), phone: null };
  }
  if (dice < shares.duplicate + shares.blank) {
    return { kind: "blank", mobile: random.pick(["", "", "   ", "\u00a0"]), phone: null };
  }
  if (dice < shares.duplicate + shares.blank + shares.broken) {
    const mobile = spoil(inventPhone(random), random.pick(flaws), random);
    return { kind: "broken", mobile, phone: null };
  }
  const phone = inventFreshPhone(random, used);
  return { kind: "good", mobile: spell(phone, random), phone };
}

function inventFreshPhone(random: Random, used: Set<string>): Phone {
  for (;;) {
    const phone = inventPhone(random);
    if (endsMagically(phone) || used.has(e164(phone))) continue;
    used.add(e164(phone));
    return phone;
  }
}

type Visit = Person & { doctor: string; date: string; time: string };

function inventVisit(random: Random): Visit {
  const script = random.pick(scripts);
  const usual = random.pick(script.firsts);
  const odd = random.pick(oddFirsts);
  const day = 1 + random.below(28);
  const dice = random.below(100);
  return {
    first: firstName(dice, usual, odd),
    last: random.pick(script.lasts),
    doctor: random.pick(doctors),
    date: `${day} December 2026`,
    time: `${9 + random.below(9)}:${random.pick(["00", "15", "30", "45"])}`,
  };
}

/** Two in a hundred have none, which is what defaults are for; three have an odd one. */
function firstName(dice: number, usual: string, odd: string): string {
  if (dice < 2) return "";
  return dice < 5 ? odd : usual;
}

/** As Excel writes it: a byte order mark, CRLF, quotation marks only where they are needed. */
function toCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((cells) => cells.map(quoted).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The table of README.md between its marks. */
function countsTable({ rows, good, duplicate, blank, broken }: Appointments["expected"]): string {
  const lines: [string, number][] = [
    ["rows", rows],
    ["good: one message each", good],
    ["duplicate: the same number in another spelling", duplicate],
    ["blank", blank],
    ["broken", broken],
  ];
  const table = lines.map(([label, count]) => `| ${label} | ${count.toLocaleString("en-US")} |`);
  return ["|  | rows |", "| --- | ---: |", ...table].join("\n");
}

export function updateReadme(readme: string, expected: Appointments["expected"]): string {
  const marks = /(<!-- counts -->\n)[\s\S]*?(\n<!-- \/counts -->)/;
  return readme.replace(marks, (_all, before, after) => `${before}${countsTable(expected)}${after}`);
}

if (import.meta.main) {
  const at = (name: string): URL => new URL(name, import.meta.url);
  const { csv, expected } = generateAppointments();
  writeFileSync(at("appointments.csv"), csv);
  writeFileSync(at("appointments.expected.json"), `${JSON.stringify(expected, null, 2)}\n`);
  const readme = readFileSync(at("README.md"), "utf8");
  writeFileSync(at("README.md"), updateReadme(readme, expected));
  console.log(expected);
}
