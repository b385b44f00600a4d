// A call of the API as a line for a terminal. Pure.

export type Call = {
  /** `POST /v1/messages/{id}/resend` */
  route: string;
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
};

/** The key stays a variable: a line that is copied ends up in histories and chats. */
export function curlOf(origin: string, { route, params = {}, query = {}, body }: Call): string {
  const [method = "GET", template = ""] = route.split(" ");
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`],
  );
  const url = `${origin}${path}${given.length === 0 ? "" : `?${given.join("&")}`}`;
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quote(url)}`,
    `-H "Authorization: Bearer $WAYPOST_KEY"`,
    ...(body === undefined
      ? []
      : [`-H "Content-Type: application/json"`, `-d ${quote(JSON.stringify(body))}`]),
  ].join(" \\\n  ");
}

/** In single quotes a shell reads nothing but their end. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
