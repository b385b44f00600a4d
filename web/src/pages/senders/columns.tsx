// The columns of the list of senders.
import type { Sender } from "@waypost/sdk";
import { useMemo } from "react";
import { formatNumber } from "../../i18n/numbers.ts";
import { useLanguage, useTexts } from "../../i18n/texts.ts";
import { PageLink } from "../../parts/page-link.tsx";
import { Phone } from "../../parts/phone.tsx";
import type { Column } from "../../parts/record-table.tsx";
import { SenderState } from "./sender-state.tsx";

export function useColumns(): readonly Column<Sender>[] {
  const t = useTexts("senders");
  const language = useLanguage();
  return useMemo(() => {
    const write = (value: number): string => formatNumber(value, language);
    return [
      {
        name: "name",
        label: t("column.name"),
        width: "minmax(8rem, 1fr)",
        cell: ({ id, name }) => (
          <PageLink to="/senders/$id" params={{ id }} dir="auto">
            {name}
          </PageLink>
        ),
      },
      {
        name: "state",
        label: t("column.state"),
        width: "minmax(7.5rem, 10rem)",
        cell: (sender) => <SenderState sender={sender} />,
      },
      {
        name: "address",
        label: t("column.address"),
        width: "10rem",
        wideOnly: true,
        cell: ({ address }) => (address === null ? t("noNumber") : <Phone number={address} />),
      },
      {
        name: "transport",
        label: t("column.transport"),
        width: "9rem",
        wideOnly: true,
        cell: ({ transport }) => t(`transport.${transport}`),
      },
      {
        name: "health",
        label: t("column.health"),
        width: "6rem",
        wideOnly: true,
        cell: ({ health: { score } }) => (score === null ? null : write(score)),
      },
      {
        name: "today",
        label: t("column.today"),
        width: "8rem",
        wideOnly: true,
        cell: ({ limits: { sent_today: sent, per_day: most } }) =>
          sent === null ? null : (
            <bdi dir="ltr" className="tabular">
              {most === null ? write(sent) : `${write(sent)} / ${write(most)}`}
            </bdi>
          ),
      },
    ];
  }, [t, language]);
}
