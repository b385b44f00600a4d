// The values of a statement that is put together: each gets a placeholder, and none ever stands in the text.

export type Values = {
  /** The placeholder of the one tenant, which every table in the statement is bound to. */
  readonly tenant: string;
  /** `type` is Postgres' name of it, and always one of ours. */
  bind(value: unknown, type: string): string;
  readonly list: readonly unknown[];
};

/** `first` is the number of the first placeholder: others may stand before them. */
export function createValues(tenantId: string, first = 1): Values {
  const list: unknown[] = [];
  const bind = (value: unknown, type: string): string => {
    list.push(value);
    return `$${first + list.length - 1}::${type}`;
  };
  return { tenant: bind(tenantId, "uuid"), bind, list };
}
