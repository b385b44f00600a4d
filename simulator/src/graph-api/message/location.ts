// A location message (Meta: messages): coordinates as numbers or text.
import { invalid, missing, optionalTextAt } from "./fields.ts";
import type { Spot } from "./fields.ts";

export function checkLocation(location: Spot) {
  checkDegrees(location, "latitude", 90);
  checkDegrees(location, "longitude", 180);
  optionalTextAt(location, "name", { max: 1_000 });
  optionalTextAt(location, "address", { max: 1_000 });
}

function checkDegrees(location: Spot, key: string, limit: number) {
  const value = location.object[key];
  if (value === undefined || value === null || value === "") throw missing(location, key);
  const degrees = typeof value === "string" ? Number(value) : value;
  if (typeof degrees === "number" && Math.abs(degrees) <= limit) return;
  throw invalid(location, key, `must be a number from -${limit} to ${limit}`);
}
