// People for the benchmark of contacts: names as they are spread in the world, some often and most seldom; the same
// ones in every run.

import type { ContactInput } from "../../server/src/audience/index.ts";

export function person(index: number): ContactInput {
  const dice = Math.imul(index + 1, 2_654_435_761) >>> 0;
  const syllable = (shift: number): string => syllables[(dice >>> shift) % syllables.length] ?? "";
  const first = firstNames[dice % firstNames.length] ?? "";
  return {
    phone: `+1${2_000_000_000 + index}`,
    name: `${first} ${syllable(5)}${syllable(10)}${syllable(15)}`,
    attributes: { city: cities[index % cities.length] ?? "", number: index },
    // One in a hundred: of a million as many as one writes to.
    tags: index % 100 === 0 ? ["vip"] : [],
  };
}

const firstNames = [
  "maria",
  "ahmed",
  "josé",
  "wei",
  "anna",
  "mohammed",
  "fatima",
  "john",
  "priya",
  "carlos",
  "olga",
  "yuki",
  "ivan",
  "aisha",
  "peter",
  "sara",
  "liam",
  "noah",
  "emma",
  "ana",
];
const syllables = "ka lo mi ren sto va der gar cia lez son ov ski ter nan pe ri do bel mar".split(" ");
const cities = ["Kochi", "Berlin", "Riyadh"];
