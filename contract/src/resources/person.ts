// People: who they are, how they sign in and prove it, and what they are in which tenant.

import Type from "typebox";
import { closed, instant, nullable, text } from "../json-schema.ts";

const email = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^@\\s]+@[^@\\s]+$" });
/** Long enough to be hard, short enough that hashing it is no attack. What is too common is refused by name. */
const newPassword = Type.String({ minLength: 12, maxLength: 256 });
/** Whatever was a password once may be typed. */
const password = text(256);
const personName = text(100);
const code = Type.String({
  minLength: 6,
  maxLength: 32,
  description: "Six digits of the authenticator, or a recovery code.",
});
const token = Type.String({ minLength: 20, maxLength: 100, description: "As the link has it." });
const locale = Type.String({ pattern: "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", maxLength: 35 });

export const builtInRoles = ["owner", "admin", "marketer", "agent", "developer", "auditor"] as const;
/** One that every tenant has, or the id of one of its own. */
const roleName = Type.String({ pattern: `^(${builtInRoles.join("|")}|rol_[0-9a-f]{32})$` });

export const signIn = closed({ email, password, code: Type.Optional(code) }, { title: "SignIn" });
export type SignIn = Type.Static<typeof signIn>;

export const prove = closed(
  { password: Type.Optional(password), code: Type.Optional(code) },
  { title: "Prove", minProperties: 1, maxProperties: 1 },
);
export type Prove = Type.Static<typeof prove>;

export const setUp = closed({ token, email, name: personName, password: newPassword }, { title: "SetUp" });
export type SetUp = Type.Static<typeof setUp>;

export const askReset = closed({ email }, { title: "AskReset" });
export type AskReset = Type.Static<typeof askReset>;

export const confirmReset = closed({ token, password: newPassword }, { title: "ConfirmReset" });
export type ConfirmReset = Type.Static<typeof confirmReset>;

export const changePassword = closed(
  { current: password, password: newPassword },
  { title: "ChangePassword" },
);
export type ChangePassword = Type.Static<typeof changePassword>;

export const updateMe = closed(
  { name: Type.Optional(personName), locale: Type.Optional(locale) },
  { title: "UpdateMe", minProperties: 1 },
);
export type UpdateMe = Type.Static<typeof updateMe>;

export const chooseTenant = closed({ tenant: text(40) }, { title: "ChooseTenant" });
export type ChooseTenant = Type.Static<typeof chooseTenant>;

export const impersonate = closed(
  { reason: Type.String({ minLength: 10, maxLength: 500 }) },
  { title: "Impersonate" },
);
export type Impersonate = Type.Static<typeof impersonate>;

const tenantName = closed({ id: Type.String(), slug: Type.String(), name: Type.String() });

/** What the dashboard asks first: who is here, where, and what they may do. */
export const meResource = closed(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    locale: Type.String(),
    platform: Type.Boolean({ description: "Staff of the platform." }),
    two_factor: Type.Boolean(),
    recovery_codes_left: Type.Integer(),
    tenant: nullable(tenantName),
    scopes: Type.Array(Type.String(), { description: "What they may do in `tenant`." }),
    tenants: Type.Array(closed({ ...tenantName.properties, role: Type.String(), role_name: Type.String() })),
    proved_until: nullable(instant),
    session: closed({ id: Type.String(), ends_at: instant, idle_after_seconds: Type.Integer() }),
    impersonation: nullable(
      closed({ tenant: tenantName, reason: Type.String(), since: instant, ends_at: instant }),
    ),
  },
  { title: "Me" },
);
export type MeResource = Type.Static<typeof meResource>;

export const signInResource = closed(
  {
    id: Type.String({ examples: [`ses_${"0".repeat(32)}`] }),
    current: Type.Boolean({ description: "The one that asks." }),
    created_at: instant,
    seen_at: instant,
    ends_at: instant,
    ip: Type.String(),
    user_agent: nullable(Type.String()),
  },
  { title: "SignInSession" },
);
export type SignInResource = Type.Static<typeof signInResource>;

export const signInList = closed({ data: Type.Array(signInResource) });

export const totpSetUp = closed(
  {
    secret: Type.String({ description: "Base32, to be typed." }),
    url: Type.String({ description: "`otpauth://…`" }),
    qr_svg: Type.String({ description: "The same as a picture." }),
  },
  { title: "TotpSetUp" },
);
export type TotpSetUp = Type.Static<typeof totpSetUp>;

export const totpConfirm = closed({ code: Type.String({ pattern: "^[0-9]{6}$" }) }, { title: "TotpConfirm" });
export type TotpConfirm = Type.Static<typeof totpConfirm>;

export const recoveryCodes = closed(
  { recovery_codes: Type.Array(Type.String(), { description: "Shown once; each works once." }) },
  { title: "RecoveryCodes" },
);

export const memberResource = closed(
  {
    id: Type.String(),
    email: Type.String(),
    name: Type.String(),
    role: Type.String(),
    role_name: Type.String(),
    two_factor: Type.Boolean(),
    disabled: Type.Boolean(),
    joined_at: instant,
  },
  { title: "Member" },
);
export type MemberResource = Type.Static<typeof memberResource>;

export const memberList = closed({ data: Type.Array(memberResource) });

export const changeMember = closed({ role: roleName }, { title: "ChangeMember" });
export type ChangeMember = Type.Static<typeof changeMember>;

export const roleResource = closed(
  {
    id: Type.String({ description: "A name such as `agent`, or `rol_…` of the tenant's own." }),
    name: Type.String(),
    scopes: Type.Array(Type.String()),
    built_in: Type.Boolean(),
  },
  { title: "Role" },
);
export type RoleResource = Type.Static<typeof roleResource>;

export const roleList = closed({ data: Type.Array(roleResource) });

export const writeRole = closed(
  { name: text(60), scopes: Type.Array(text(40), { uniqueItems: true, maxItems: 100 }) },
  { title: "WriteRole" },
);
export type WriteRole = Type.Static<typeof writeRole>;

export const invite = closed({ email, role: roleName }, { title: "Invite" });
export type Invite = Type.Static<typeof invite>;

const invitationFields = {
  id: Type.String({ examples: [`inv_${"0".repeat(32)}`] }),
  email: Type.String(),
  role: Type.String(),
  role_name: Type.String(),
  invited_by: Type.String(),
  created_at: instant,
  expires_at: instant,
};
export const invitationResource = closed(invitationFields, { title: "Invitation" });
export type InvitationResource = Type.Static<typeof invitationResource>;

export const invitationList = closed({ data: Type.Array(invitationResource) });

/** The link is shown once. */
export const invitationCreated = closed(
  {
    ...invitationFields,
    link: nullable(Type.String({ description: "Null when the answer is repeated: only a hash is kept." })),
    mailed: Type.Boolean({
      description: "Whether it is on its way by mail; else somebody has to pass it on.",
    }),
  },
  { title: "InvitationCreated" },
);
export type InvitationCreated = Type.Static<typeof invitationCreated>;

export const invitationToken = closed({ token }, { title: "InvitationToken" });
export type InvitationToken = Type.Static<typeof invitationToken>;

/** What somebody sees who has the link. */
export const invitationLook = closed(
  {
    email: Type.String(),
    tenant: Type.String({ description: "Its name." }),
    role_name: Type.String(),
    expires_at: instant,
    has_account: Type.Boolean({ description: "Then they sign in first, and accept as who they are." }),
  },
  { title: "InvitationLook" },
);
export type InvitationLook = Type.Static<typeof invitationLook>;

export const acceptInvitation = closed(
  { token, name: personName, password: newPassword },
  { title: "AcceptInvitation" },
);
export type AcceptInvitation = Type.Static<typeof acceptInvitation>;
