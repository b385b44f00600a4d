// Templates of one name as one: what the list shows in a row. Pure.

type Row = {
  id: string;
  kind: "cloud_api" | "local";
  name: string;
  account: string | null;
  language: string;
  category: string;
};

export type TemplateGroup<Each extends Row> = Pick<Each, "name" | "kind" | "category"> & {
  key: string;
  languages: Each[];
};

/** In the order they came, languages by name; each account has a name of its own. */
export function groupsOf<Each extends Row>(rows: readonly Each[]): TemplateGroup<Each>[] {
  const groups = Map.groupBy(rows, ({ kind, account, name }) => `${kind} ${account ?? ""} ${name}`);
  return [...groups].flatMap(([key, found]) => {
    const [first] = found;
    if (first === undefined) return [];
    const { name, kind, category } = first;
    const languages = found.toSorted((one, other) => one.language.localeCompare(other.language));
    return [{ key, name, kind, category, languages }];
  });
}
