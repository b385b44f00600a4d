// The columns of a file with what each is taken for, above its first rows; a refused row says why.
import { NativeSelect, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ContactImportPreview } from "@waypost/sdk";
import { read } from "../../../api/query.ts";
import { useTexts } from "../../../i18n/texts.ts";
import { ApiText } from "../../../parts/api-text.tsx";
import classes from "./import.module.css";
import { attributeIn, type Mapping, sureFrom, targets, targetsOf } from "./mapping.ts";

type ColumnsProps = { look: ContactImportPreview; mapping: Mapping; onChange(mapping: Mapping): void };

/** So many rows show what a column is. */
const rowsShown = 8;

export function Columns({ look: { layout, rows, problem }, mapping, onChange }: ColumnsProps) {
  const t = useTexts("contacts");
  const { data: defined } = useQuery(read("GET /v1/contact-attributes"));
  const attributes = defined?.data.map(({ name }) => name) ?? [];
  return (
    <>
      {problem === null ? null : (
        <Text c="error" size="sm">
          <ApiText text={problem.detail} />
        </Text>
      )}
      <div className={classes["scroll"]} role="region" tabIndex={0} aria-label={t("columns")}>
        <table className={classes["table"]}>
          <thead>
            <tr>
              {layout.columns.map((column, place) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns are their places
                <th key={place} scope="col">
                  <bdi>{column.header}</bdi>
                  <TargetField
                    {...{ column, attributes }}
                    onChange={(target) => onChange({ ...mapping, [`#${String(place + 1)}`]: target })}
                  />
                </th>
              ))}
              <th scope="col">{t("wrong")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, rowsShown).map(({ row, cells, error }) => (
              <tr key={row} data-wrong={error !== null || undefined}>
                {layout.columns.map((_, place) => (
                  // oxlint-disable-next-line react/no-array-index-key -- cells are their places
                  <td key={place} dir="auto">
                    {cells[place]}
                  </td>
                ))}
                <td>{error === null ? null : <ApiText text={error.text} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

type TargetFieldProps = {
  column: ContactImportPreview["layout"]["columns"][number];
  attributes: readonly string[];
  onChange(target: string): void;
};

function TargetField({ column, attributes, onChange }: TargetFieldProps) {
  const t = useTexts("contacts");
  const { header, target, confidence } = column;
  const label = (each: string): string => {
    const field = targets.find((name) => name === each);
    if (field !== undefined) return t(`target.${field}`);
    return t("target.attribute", { name: attributeIn(each) ?? each });
  };
  return (
    <NativeSelect
      size="xs"
      aria-label={t("takenFor", { column: header })}
      {...(confidence < sureFrom ? { description: t("unsure") } : {})}
      value={target}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={targetsOf(header, target, attributes).map((value) => ({ value, label: label(value) }))}
    />
  );
}
