// Narrows a list to what one number sent, where there are several.
import { useQuery } from "@tanstack/react-query";
import { useMay } from "../api/person.ts";
import { read } from "../api/query.ts";
import { useTexts } from "../i18n/texts.ts";
import { FilterSelect } from "./filter-select.tsx";

/** `value` is the sender's id. */
export type SenderFilterProps = { value: string | undefined; onChange(sender: string | undefined): void };

export function SenderFilter({ value, onChange }: SenderFilterProps) {
  const t = useTexts("parts");
  const enabled = useMay("senders:read");
  const { data } = useQuery({ ...read("GET /v1/senders", { query: { limit: 200 } }), enabled });
  if (data === undefined || data.data.length < 2) return null;
  return (
    <FilterSelect
      label={t("sender")}
      any={t("anySender")}
      options={data.data.map(({ id, name }) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}
