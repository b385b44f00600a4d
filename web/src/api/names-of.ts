// Which names a type of the API's has is known only while this is built. A table with an entry for each of them is
// their list as well: when the API gets another one, the table no longer compiles.

/** In the table's order. */
export function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[];
}
