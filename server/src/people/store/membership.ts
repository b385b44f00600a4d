// Statements of who is what in which tenant: memberships, the tenant's own roles, invitations.

import { statement } from "../../kernel/db.ts";
import type { BuiltInRole } from "../role.ts";

/** A role as a row names it: one of those every tenant has, or one of the tenant's own. */
export type RoleReference = { role: BuiltInRole | null; role_id: string | null };

export type MembershipRow = RoleReference & { tenant_id: string; person_id: string; created_at: Date };

export type RoleRow = { id: string; name: string; scopes: string[] };

/** Values: [tenant]. */
export const listMembers = statement<MembershipRow & { role_name: string | null; scopes: string[] | null }>(
  "list_members",
  `select m.tenant_id, m.person_id, m.role, m.role_id, m.created_at, r.name as role_name, r.scopes
   from membership m left join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
   where m.tenant_id = $1 order by m.created_at, m.person_id limit 10000`,
);

/** Of those who can sign in. Under the engine's role. Values: [tenant]. */
export const listAddresses = statement<
  RoleReference & { email: string; role_name: string | null; scopes: string[] | null }
>(
  "list_addresses_of_members",
  `select p.email, m.role, m.role_id, r.name as role_name, r.scopes
   from membership m join person p on p.id = m.person_id
   left join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
   where m.tenant_id = $1 and p.disabled_at is null order by m.created_at, m.person_id limit 1000`,
);

/** Locked: what follows decides on what it reads, and two owners may leave at once. Values: [tenant]. */
export const lockMembers = statement<MembershipRow>(
  "lock_members",
  `select tenant_id, person_id, role, role_id, created_at from membership where tenant_id = $1
   order by person_id for update`,
);

/** Values: [tenant, person, role or null, role id or null]. No row when they are in it. */
export const insertMember = statement<MembershipRow>(
  "insert_member",
  `insert into membership (tenant_id, person_id, role, role_id) values ($1, $2, $3, $4)
   on conflict (tenant_id, person_id) do nothing returning tenant_id, person_id, role, role_id, created_at`,
);

/** Values: [tenant, person, role or null, role id or null]. */
export const writeMember = statement<MembershipRow>(
  "write_member",
  `update membership set role = $3, role_id = $4 where tenant_id = $1 and person_id = $2
   returning tenant_id, person_id, role, role_id, created_at`,
);

/** Values: [tenant, person]. */
export const deleteMember = statement<{ person_id: string }>(
  "delete_member",
  `delete from membership where tenant_id = $1 and person_id = $2 returning person_id`,
);

export type TenantOfPerson = RoleReference & {
  id: string;
  slug: string;
  name: string;
  role_name: string | null;
};

/** Under the engine's role. Values: [person]. */
export const tenantsOfPerson = statement<TenantOfPerson>(
  "tenants_of_person",
  `select t.id, t.slug, t.name, m.role, m.role_id, r.name as role_name
   from membership m join tenant t on t.id = m.tenant_id
   left join role r on r.tenant_id = m.tenant_id and r.id = m.role_id
   where m.person_id = $1 order by m.created_at, t.id`,
);

/** Values: [tenant]. */
export const readTenantName = statement<{ id: string; slug: string; name: string }>(
  "read_tenant_name",
  `select id, slug, name from tenant where id = $1`,
);

/** Values: [tenant]. */
export const listRoles = statement<RoleRow>(
  "list_roles",
  `select id, name, scopes from role where tenant_id = $1 order by name limit 1000`,
);

/** Locked for as long as somebody is given it. Values: [tenant, id]. */
export const readRole = statement<RoleRow>(
  "read_role",
  `select id, name, scopes from role where tenant_id = $1 and id = $2 for share`,
);

/** No row when the name is taken. Values: [tenant, id, name, scopes]. */
export const insertRole = statement<RoleRow>(
  "insert_role",
  `insert into role (tenant_id, id, name, scopes) values ($1, $2, $3, $4)
   on conflict (tenant_id, name) do nothing returning id, name, scopes`,
);

/** No row when another has the name. Values: [tenant, id, name, scopes]. */
export const writeRole = statement<RoleRow>(
  "write_role",
  `update role set name = $3, scopes = $4, updated_at = now() where tenant_id = $1 and id = $2
     and not exists (select from role other where other.tenant_id = $1 and other.name = $3 and other.id <> $2)
   returning id, name, scopes`,
);

/** No row while somebody has it, or is invited to it. Values: [tenant, id]. */
export const deleteRole = statement<{ id: string }>(
  "delete_role",
  `delete from role where tenant_id = $1 and id = $2
     and not exists (select from membership where tenant_id = $1 and role_id = $2)
     and not exists (select from invitation where tenant_id = $1 and role_id = $2)
   returning id`,
);

export type InvitationRow = RoleReference & {
  tenant_id: string;
  id: string;
  email: string;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
};

const invitationColumns = "tenant_id, id, email, role, role_id, invited_by, created_at, expires_at";

/**
 * A second one to the same address replaces the first. Values: [tenant, id, email, role, role id, hash, by, expiry].
 */
export const writeInvitation = statement<InvitationRow>(
  "write_invitation",
  `insert into invitation (tenant_id, id, email, role, role_id, token_hash, invited_by, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (tenant_id, email) do update set id = excluded.id, role = excluded.role, role_id = excluded.role_id,
     token_hash = excluded.token_hash, invited_by = excluded.invited_by, expires_at = excluded.expires_at,
     created_at = now()
   returning ${invitationColumns}`,
);

/** Members, and whoever is invited besides this address. Values: [tenant, email or null]. */
export const countSeats = statement<{ count: number }>(
  "count_seats",
  `select ((select count(*) from membership where tenant_id = $1)
         + (select count(*) from invitation
            where tenant_id = $1 and email is distinct from $2 and expires_at > now()))::int as count`,
);

/** Values: [tenant]. */
export const listInvitations = statement<
  InvitationRow & { role_name: string | null; scopes: string[] | null }
>(
  "list_invitations",
  `select i.tenant_id, i.id, i.email, i.role, i.role_id, i.invited_by, i.created_at, i.expires_at,
     r.name as role_name, r.scopes
   from invitation i left join role r on r.tenant_id = i.tenant_id and r.id = i.role_id
   where i.tenant_id = $1 and i.expires_at > now() order by i.id limit 1000`,
);

/** Values: [tenant, id]. */
export const deleteInvitation = statement<{ id: string }>(
  "delete_invitation",
  `delete from invitation where tenant_id = $1 and id = $2 returning id`,
);

/** Under the engine's role. Values: [hash, now]. */
export const readInvitation = statement<InvitationRow & { tenant: string; role_name: string | null }>(
  "read_invitation",
  `select i.tenant_id, i.id, i.email, i.role, i.role_id, i.invited_by, i.created_at, i.expires_at, t.name as tenant,
     r.name as role_name
   from invitation i join tenant t on t.id = i.tenant_id
   left join role r on r.tenant_id = i.tenant_id and r.id = i.role_id
   where i.token_hash = $1 and i.expires_at > $2`,
);

/** Used once: of two at once, one gets it. Under the engine's role. Values: [hash, now]. */
export const takeInvitation = statement<InvitationRow>(
  "take_invitation",
  `delete from invitation where token_hash = $1 and expires_at > $2 returning ${invitationColumns}`,
);

/** Values: [limit]. */
export const pruneInvitations = statement<never>(
  "prune_invitations",
  `delete from invitation where (tenant_id, id) in
     (select tenant_id, id from invitation where expires_at < now() - interval '7 days' limit $1) returning id`,
);
