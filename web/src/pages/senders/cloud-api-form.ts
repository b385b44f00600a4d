// What a number of the Cloud API is set up with, field by field. Pure.

export const cloudApiFields = [
  { name: "phone_number_id", isSecret: false, isOptional: false },
  { name: "waba_id", isSecret: false, isOptional: false },
  { name: "display_phone_number", isSecret: false, isOptional: false },
  { name: "app_id", isSecret: false, isOptional: true },
  { name: "access_token", isSecret: true, isOptional: false },
  { name: "app_secret", isSecret: true, isOptional: false },
  { name: "verify_token", isSecret: true, isOptional: false },
] as const;

export type CloudApiValues = Record<(typeof cloudApiFields)[number]["name"], string>;

export const emptyCloudApi: CloudApiValues = {
  phone_number_id: "",
  waba_id: "",
  display_phone_number: "",
  app_id: "",
  access_token: "",
  app_secret: "",
  verify_token: "",
};

/** People copy with spaces around; what was left out is not sent. */
export function configOf(values: CloudApiValues): Record<string, string> {
  const trimmed = cloudApiFields.map(({ name }) => [name, values[name].trim()] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ""));
}
