// Tells which tables a request wrote to and kept: a trigger on every table notes it in the writer's own transaction.

import type { Reader } from "./table-digest.ts";

export type WriteWatch = {
  /** The tables written to since the last look. */
  look(): Promise<string[]>;
};

/** Tables named in `beside` are not watched. */
export async function watchWrites(reader: Reader, beside: readonly string[]): Promise<WriteWatch> {
  await reader.run(`
    create table test_write (name text not null);
    create function note_test_write() returns trigger language plpgsql security definer as $$
      begin
        insert into public.test_write values (tg_table_name);
        return null;
      end $$;
    do $$ declare one text; begin
      for one in select c.relname from pg_class c
        where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
          and c.relname not in ('test_write', ${beside.map((name) => `'${name}'`).join(", ")})
      loop
        execute format('create trigger zz_test_write after insert or update or delete on %I for each row
                        execute function note_test_write()', one);
      end loop;
    end $$`);
  return {
    look: async () => {
      const rows = await reader.run(
        "with gone as (delete from test_write returning name) select distinct name from gone",
      );
      return rows.map(({ name }) => String(name));
    },
  };
}
