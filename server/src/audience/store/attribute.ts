// Statements of what a tenant says its attributes are.

import { statement } from "../../kernel/db.ts";
import type { AttributeType } from "../attributes/attribute.ts";

export type DefinitionRow = {
  name: string;
  type: AttributeType;
  choices: string[] | null;
  description: string | null;
  searchable: boolean;
  created_at: Date;
  updated_at: Date;
};

const columns = "name, type, choices, description, searchable, created_at, updated_at";

/** By name. Values: [tenant]. */
export const listDefinitions = statement<DefinitionRow>(
  "list_attribute_definitions",
  `select ${columns} from attribute_definition where tenant_id = $1 order by name`,
);

/** Locked until the transaction ends. Values: [tenant, name]. */
export const readDefinition = statement<DefinitionRow>(
  "read_attribute_definition",
  `select ${columns} from attribute_definition where tenant_id = $1 and name = $2 for update`,
);

/** Nothing when it is defined already. Values: [tenant, name, type, choices, description, searchable]. */
export const insertDefinition = statement<DefinitionRow>(
  "insert_attribute_definition",
  `insert into attribute_definition (tenant_id, name, type, choices, description, searchable)
   values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning ${columns}`,
);

/** Values: [tenant, name, choices, description, searchable]. */
export const updateDefinition = statement<DefinitionRow>(
  "update_attribute_definition",
  `update attribute_definition set choices = $3, description = $4, searchable = $5, updated_at = now()
   where tenant_id = $1 and name = $2 returning ${columns}`,
);

/** Values: [tenant, name]. */
export const deleteDefinition = statement<{ searchable: boolean }>(
  "delete_attribute_definition",
  "delete from attribute_definition where tenant_id = $1 and name = $2 returning searchable",
);
