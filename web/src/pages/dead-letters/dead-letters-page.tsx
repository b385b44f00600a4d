// Messages that failed for good: why, one by one or all of a reason, and sending them again or giving them up.
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { readPages } from "../../api/query.ts";
import { useTexts } from "../../i18n/texts.ts";
import { FilterLine } from "../../parts/filter-line.tsx";
import { PageFrame } from "../../parts/page-frame.tsx";
import { SenderFilter } from "../../parts/sender-filter.tsx";
import { useRows } from "../../parts/use-rows.ts";
import { DeedBar } from "./deed-bar.tsx";
import { type Filters, narrowedTo } from "./filters.ts";
import { LetterDrawer } from "./letter-drawer.tsx";
import { LetterTable } from "./letter-table.tsx";
import { Reasons } from "./reasons-bar.tsx";

const route = getRouteApi("/app/dead-letters");

export function DeadLettersPage() {
  const t = useTexts("dead-letters");
  const { letter, ...narrowed } = route.useSearch();
  const navigate = route.useNavigate();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const query = narrowedTo(narrowed);
  const source = useRows(useInfiniteQuery(readPages("GET /v1/dead-letters", { query })));
  // What is gone from the list is picked no more.
  const here = source.rows.filter(({ id }) => picked.has(id)).map(({ id }) => id);
  const change = (next: Filters): void => {
    if (next.code !== narrowed.code || next.sender !== narrowed.sender) setPicked(new Set());
    void navigate({ search: next, replace: next.letter === undefined });
  };
  return (
    <PageFrame fills title={t("title")}>
      <FilterLine>
        <SenderFilter
          value={narrowed.sender}
          onChange={(sender) => change(narrowedTo({ ...narrowed, sender }))}
        />
        <Reasons narrowed={narrowed} onChoose={(code) => change(narrowedTo({ ...narrowed, code }))} />
      </FilterLine>
      <DeedBar
        filter={query}
        picked={here}
        shown={source.rows.map(({ id }) => id)}
        onPick={(ids) => setPicked(new Set(ids))}
      />
      <LetterTable
        {...{ source, picked }}
        isNarrowed={Object.keys(query).length > 0}
        openId={letter}
        onOpen={(id) => change({ ...query, letter: id })}
        onPick={setPicked}
      />
      <LetterDrawer letter={source.rows.find(({ id }) => id === letter)} onClose={() => change(query)} />
    </PageFrame>
  );
}
