// Business-scoped user ids (BSUID): derived from the phone number, so that one can be read back.

/** ISO country code and up to 128 alphanumerics, such as IN.13491208655302741918. */
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
const COUNTRIES = new Map(
  (
    "1US 7RU 20EG 27ZA 30GR 31NL 32BE 33FR 34ES 36HU 39IT 40RO 41CH 43AT 44GB 45DK 46SE 47NO 48PL " +
    "49DE 51PE 52MX 54AR 55BR 56CL 57CO 58VE 60MY 61AU 62ID 63PH 64NZ 65SG 66TH 81JP 82KR 84VN 90TR 91IN " +
    "92PK 94LK 212MA 234NG 254KE 351PT 353IE 358FI 380UA 420CZ 852HK 880BD 966SA 971AE 972IL"
  )
    .split(" ")
    .map((each) => [each.slice(0, -2), each.slice(-2)] as const),
);

function countryOf(phone: number): string {
  const digits = String(phone);
  const codes = [digits.slice(0, 3), digits.slice(0, 2), digits.slice(0, 1)];
  return codes.map((code) => COUNTRIES.get(code)).find((country) => country !== undefined) ?? "ZZ";
}
