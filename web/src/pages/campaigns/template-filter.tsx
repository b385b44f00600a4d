// Narrows the campaigns to those that say one template.
import { useQuery } from "@tanstack/react-query";
import { read } from "../../api/query.ts";
import { useMay } from "../../api/person.ts";
import { useTexts } from "../../i18n/texts.ts";
import { FilterSelect } from "../../parts/filter-select.tsx";

/** `value` is the template's name. */
export type TemplateFilterProps = {
  value: string | undefined;
  onChange(template: string | undefined): void;
};

export function TemplateFilter({ value, onChange }: TemplateFilterProps) {
  const t = useTexts("campaigns");
  const enabled = useMay("templates:read");
  const { data } = useQuery({ ...read("GET /v1/templates", { query: { limit: 200 } }), enabled });
  // One that is gone, or older than those that are read, may still be what the address asks for.
  const names = new Set([...(value === undefined ? [] : [value]), ...namesIn(data?.data)]);
  if (names.size === 0) return null;
  return (
    <FilterSelect
      label={t("kind.template")}
      any={t("anyTemplate")}
      options={[...names].toSorted().map((name) => ({ value: name, label: name }))}
      value={value}
      onChange={onChange}
    />
  );
}

function namesIn(templates: readonly { name: string }[] = []): string[] {
  return templates.map(({ name }) => name);
}
