// Finds the people of one page of a list, newest first, by what they are searched for.

import type { Tx } from "../../kernel/db.ts";
import {
  countSought,
  type Filters,
  findSought,
  findWorded,
  foldText,
  listWords,
  walkSought,
} from "../store/search.ts";
import { soughtIn, type Sought, soughtTag } from "./search.ts";

/** `q` and `tag` are null when nobody is looked for by them. */
export type PageAsked = Filters & { q: string | null; tag: string | null };

/**
 * Ids. The cheapest way is another one for each search: a single word's people lie in the index in the order of the
 * page; who is found by a rare word is looked up and asked for the rest; what is found everywhere is found among the
 * newest.
 */
export async function findPage(tx: Tx, { q, tag, ...filters }: PageAsked): Promise<string[]> {
  const searched = q === null ? [] : await soughtBy(tx, q);
  if (q !== null && searched.length === 0) return [];
  const sought = [...searched, ...(tag === null ? [] : [soughtTag(tag)])];
  const [only] = sought;
  if (only === undefined) return walkSought(tx, filters, []);
  if (sought.length === 1 && only.numbers.length === 0) {
    const words = await listWords(tx, filters.tenantId, only.words, wordsMax);
    if (words.length < wordsMax) return words.length === 0 ? [] : findWorded(tx, filters, words);
  }
  return findByRarest(tx, filters, sought);
}

async function soughtBy(tx: Tx, q: string): Promise<Sought[]> {
  const [row] = await foldText(tx, [q]);
  return soughtIn(q, row?.folded ?? "");
}

async function findByRarest(tx: Tx, filters: Filters, sought: readonly Sought[]): Promise<string[]> {
  const counts = await countSought(tx, filters.tenantId, sought, commonFrom);
  if (counts.includes(0)) return [];
  const ranked = sought
    .map((each, index) => ({ each, count: counts[index] ?? 0 }))
    .toSorted((a, b) => a.count - b.count);
  const [rarest] = ranked;
  if (rarest === undefined || rarest.count >= commonFrom) return walkCommon(tx, filters, ranked.map(pick));
  const within = rarest.count <= fewMax ? [rarest] : await gathered(tx, filters.tenantId, ranked);
  const also = ranked.filter((one) => !within.includes(one));
  return findSought(tx, filters, within.map(pick), also.map(pick));
}

/**
 * Who is worth being collected and compared as a whole. Asked one by one, thousands who have nothing in common with a
 * more common word are all asked before the page is known to be empty (measured: 250 ms for 10,000).
 */
async function gathered(tx: Tx, tenantId: string, ranked: readonly Ranked[]): Promise<Ranked[]> {
  const common = ranked.filter(({ count }) => count >= commonFrom);
  if (common.length === 0) return [...ranked];
  const counts = await countSought(tx, tenantId, common.map(pick), gatheredMax);
  return ranked.filter((one) => (counts[common.indexOf(one)] ?? one.count) < gatheredMax);
}

/** Through those who have one of few words, where something that is sought is so few; else through everybody. */
async function walkCommon(tx: Tx, filters: Filters, sought: readonly Sought[]): Promise<string[]> {
  for (const each of sought) {
    if (each.numbers.length > 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- mostly the first one is it
    const words = await listWords(tx, filters.tenantId, each.words, mergedMax + 1);
    const others = sought.filter((one) => one !== each);
    if (words.length <= mergedMax) return walkSought(tx, filters, others, words);
  }
  return walkSought(tx, filters, sought);
}

/** What is sought, and how many it finds, up to a bound. */
type Ranked = { each: Sought; count: number };

function pick({ each }: Ranked): Sought {
  return each;
}

/** Words that begin alike: each is a look into the index. */
const wordsMax = 64;
/** So many people can be asked one by one. */
const fewMax = 2_000;
/** So many are more than one wants to collect and sort for a page. */
const commonFrom = 20_000;
/** So many are collected where somebody rarer is, to be compared with. */
const gatheredMax = 80_000;
/** So many streams of people are merged. */
const mergedMax = 16;
