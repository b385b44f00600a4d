// Where the dashboard begins: its words first, then everything else.
import "./theme/styles.ts";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { startTexts } from "./i18n/texts.ts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has a place for the dashboard");
await startTexts();
createRoot(root).render(<App />);
