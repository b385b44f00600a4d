// What a migration must not do to a table in use: a rule for the tests, by the words of its statements.

/** Each danger in words; nothing for a migration that a running system will not notice. */
export function dangersOf(sql: string): string[] {
  const text = sql.replaceAll(/--.*$/gm, "").toLowerCase();
  // What the same file has made is empty and unknown to everybody.
  const fresh = new Set(
    [...text.matchAll(/create table (?:if not exists )?(\w+)/g)].map((match) => match[1]),
  );
  return text
    .split(";")
    .flatMap((statement) =>
      dangers
        .filter(({ words, table }) => words.test(statement) && !fresh.has(table.exec(statement)?.[1] ?? ""))
        .map(({ instead }) => instead),
    );
}

const altered = /alter table (?:if exists )?(?:only )?(\w+)/;

const dangers: readonly { words: RegExp; table: RegExp; instead: string }[] = [
  {
    words: /create (unique )?index (?!concurrently)(?![^]* on only )/,
    table: /\bon (?:only )?(\w+)/,
    instead: "an index on a table in use is built `concurrently`, in a file with `-- transaction: none`",
  },
  {
    words: /create (unique )?index concurrently [^]* on (message|attempt|evidence)\b/,
    table: /\bon (?:only )?(\w+)/,
    instead:
      "an index of all months is created on `only` the parent, concurrently on each month, and attached",
  },
  {
    words: /add (constraint \w+ )?(check|foreign key)\b(?![^]*not valid)/,
    table: altered,
    instead: "a constraint comes as `not valid`, and is validated by a later migration",
  },
  {
    words: /add (constraint \w+ )?(unique|primary key)\b(?![^]*using index)/,
    table: altered,
    instead: "a unique constraint is added `using index`, which was built concurrently",
  },
  {
    words: /add column [^,]*\bnot null\b(?![^,]*\bdefault\b)/,
    table: altered,
    instead: "a column that may not be null needs a default, or older code cannot insert",
  },
  {
    words: /alter column \w+ (set not null|(set data )?type)\b/,
    table: altered,
    instead: "changing a column reads or rewrites the table: add a new one, or a `not valid` check first",
  },
  {
    words: /\b(drop (column|table)|rename (column |constraint )?(\w+ )?to)\b/,
    table: altered,
    instead: "what older code uses is dropped or renamed only once no such code can run",
  },
];
