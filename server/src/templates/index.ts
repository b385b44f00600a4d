// The templates room's door: routes about templates, what webhooks and refusals say of them, what messages may use.

export type { WaitingMessages } from "./apply-standing.ts";
export { templateConsumer } from "./apply-template-events.ts";
export {
  type AcceptedHold,
  createTemplateChecker,
  type TemplateChecker,
  type TemplateMessage,
  type TemplateUsed,
  type TemplateVerdict,
} from "./check-templates.ts";
export {
  type CompiledTemplate,
  compileTemplate,
  type RenderedTemplate,
  type TemplateVersion,
} from "./compile-template.ts";
export { chooseLanguage, type ChosenLanguage, type LanguageGroup } from "./language.ts";
export { readTemplateGroup, type TemplateGroup } from "./template-group.ts";
export type { TemplateValues } from "./values.ts";
export { createTemplateFollower, type TemplateFollower } from "./follow-templates.ts";
export { templateLibraryRoutes, type TemplateLibraryDeps } from "./library-routes.ts";
export { createRefusalNotes, type RefusalNotes, type TemplateRefusal } from "./note-refusals.ts";
export { templateRoutes, type TemplateRouteDeps } from "./routes.ts";
