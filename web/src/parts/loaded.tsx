// What was asked of the API, once it is there; until then room for it, or what went wrong.
import { Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorCard } from "./error-card.tsx";

/** The part of a query that it takes to know how it stands. */
export type Asked<Data> = { data: Data | undefined; error: Error | null; refetch(): unknown };

export type LoadedProps<Data> = {
  query: Asked<Data>;
  /** Of the room that is kept for it. */
  height: string;
  children(data: Data): ReactNode;
};

/** What was there once stays when asking anew fails: it may be a form that somebody is filling in. */
export function Loaded<Data>({ query: { data, error, refetch }, height, children }: LoadedProps<Data>) {
  return (
    <>
      {error === null ? null : <ErrorCard error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <Skeleton height={height} /> : null}
      {data === undefined ? null : children(data)}
    </>
  );
}
