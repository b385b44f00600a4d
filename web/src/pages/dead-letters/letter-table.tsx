// The list of dead letters, each of which can be picked or opened.
import { Checkbox } from "@mantine/core";
import type { DeadLetter } from "@waypost/sdk";
import { useMemo } from "react";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { ErrorTitle } from "../../parts/api-text.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Phone } from "../../parts/phone.tsx";
import { RecordList } from "../../parts/record-list.tsx";
import type { Column } from "../../parts/record-table.tsx";
import { Timestamp } from "../../parts/timestamp.tsx";
import type { Rows } from "../../parts/use-rows.ts";

type LetterTableProps = {
  source: Rows<DeadLetter>;
  picked: ReadonlySet<string>;
  isNarrowed: boolean;
  openId: string | undefined;
  onOpen(id: string): void;
  onPick(picked: ReadonlySet<string>): void;
};

export function LetterTable(props: LetterTableProps) {
  const { source, picked, isNarrowed, openId, onOpen, onPick } = props;
  const t = useTexts("dead-letters");
  const columns = useColumns(picked, onPick);
  return (
    <RecordList
      label={t("title")}
      {...{ columns, source, openId }}
      onOpen={({ id }) => onOpen(id)}
      empty={
        <EmptyState title={t(isNarrowed ? "empty.narrowed" : "empty.title")}>
          {t(isNarrowed ? "empty.narrowedDetail" : "empty.detail")}
        </EmptyState>
      }
    />
  );
}

type Pick = (picked: ReadonlySet<string>) => void;

function useColumns(picked: ReadonlySet<string>, onPick: Pick): readonly Column<DeadLetter>[] {
  const t = useTexts("dead-letters");
  const mayWrite = useMay("dead-letters:write");
  return useMemo(() => {
    const toggle = (id: string): void => {
      const next = new Set(picked);
      if (!next.delete(id)) next.add(id);
      onPick(next);
    };
    return [
      ...(mayWrite
        ? [
            {
              name: "picked",
              label: "✓",
              width: "1.5rem",
              cell: ({ id, to }: DeadLetter) => (
                <Checkbox
                  aria-label={t("pick.one", { to })}
                  checked={picked.has(id)}
                  onChange={() => toggle(id)}
                  onClick={(event) => event.stopPropagation()}
                />
              ),
            },
          ]
        : []),
      {
        name: "to",
        label: t("column.to"),
        width: "minmax(8.5rem, 11rem)",
        cell: ({ to }) => <Phone number={to} />,
      },
      {
        name: "reason",
        label: t("column.reason"),
        width: "minmax(4rem, 1fr)",
        cell: ({ error }) => (error === null ? null : <ErrorTitle code={error.code} title={error.title} />),
      },
      {
        name: "attempts",
        label: t("column.attempts"),
        width: "6rem",
        wideOnly: true,
        cell: ({ attempts }) => <span className="tabular">{attempts}</span>,
      },
      {
        name: "at",
        label: t("column.at"),
        width: "minmax(3.5rem, 9rem)",
        cell: ({ dead_at }) => <Timestamp at={dead_at} />,
      },
    ];
  }, [t, mayWrite, picked, onPick]);
}
