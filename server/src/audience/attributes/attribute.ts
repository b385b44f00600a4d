// What an attribute may hold, and what a tenant says that it is.

export type AttributeValue = string | number | boolean | AttributeValue[] | AttributeObject;
export type AttributeObject = { [name: string]: AttributeValue | null };

export const attributeTypes = ["text", "number", "boolean", "date", "datetime", "choice"] as const;
export type AttributeType = (typeof attributeTypes)[number];

export type AttributeDefinition = {
  name: string;
  type: AttributeType;
  /** Of a choice; null for all others. */
  choices: readonly string[] | null;
  /** Contacts are found by its words. */
  searchable: boolean;
};
