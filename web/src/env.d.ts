// What the build provides that is no module of ours.

declare module "virtual:theme.css";
