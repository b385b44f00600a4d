// Business-scoped user ids (BSUID): derived from the phone number, so no directory is needed to read one back.

/** ISO country code and up to 128 alphanumerics, such as IN.13491208655302741918 (facts 2.1, 6.3). */
export function userIdOf(phone: number): string {
  return `${countryOf(phone)}.1349${String(phone).padStart(16, "0")}`;
}

/** The phone number behind a user id of this network; undefined when it is nobody's. */
export function phoneOfUserId(userId: string): number | undefined {
  const digits = /^[A-Z]{2}\.1349(\d{16})$/.exec(userId)?.[1];
  if (!digits) return undefined;
  const phone = Number(digits);
  return phone >= 10_000 && phone < 1e15 && userIdOf(phone) === userId ? phone : undefined;
}

/** Calling codes of the larger networks; elsewhere the id says ZZ, which is nobody's country. */
const COUNTRIES: Readonly<Record<string, string>> = {
  1: "US", 7: "RU", 20: "EG", 27: "ZA", 30: "GR", 31: "NL", 32: "BE", 33: "FR", 34: "ES", 36: "HU",
  39: "IT", 40: "RO", 41: "CH", 43: "AT", 44: "GB", 45: "DK", 46: "SE", 47: "NO", 48: "PL", 49: "DE",
  51: "PE", 52: "MX", 54: "AR", 55: "BR", 56: "CL", 57: "CO", 58: "VE", 60: "MY", 61: "AU", 62: "ID",
  63: "PH", 64: "NZ", 65: "SG", 66: "TH", 81: "JP", 82: "KR", 84: "VN", 90: "TR", 91: "IN", 92: "PK",
  94: "LK", 212: "MA", 234: "NG", 254: "KE", 351: "PT", 353: "IE", 358: "FI", 380: "UA", 420: "CZ",
  852: "HK", 880: "BD", 966: "SA", 971: "AE", 972: "IL",
};

function countryOf(phone: number): string {
  const digits = String(phone);
  return COUNTRIES[digits.slice(0, 3)] ?? COUNTRIES[digits.slice(0, 2)] ?? COUNTRIES[digits.slice(0, 1)] ?? "ZZ";
}
