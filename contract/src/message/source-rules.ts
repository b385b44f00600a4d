// Rules shared by every place that holds a media source or a position.

import type { FieldError } from "../field-error.ts";

type Media = { id?: string; link?: string };

export function mediaErrors(path: string, { id, link }: Media): FieldError[] {
  if (id === undefined && link === undefined) return [{ path, message: "must have id or link" }];
  if (id !== undefined && link !== undefined) return [{ path, message: "must not have both id and link" }];
  return [];
}

export function locationErrors(path: string, { latitude }: { latitude: string | number }): FieldError[] {
  if (Math.abs(Number(latitude)) <= 90) return [];
  return [{ path: `${path}/latitude`, message: "must be between -90 and 90" }];
}
