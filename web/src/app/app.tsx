// The whole dashboard: looks, direction of writing, cache, notices and pages.
import { DirectionProvider, localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { languages } from "../i18n/languages.ts";
import { currentLanguage } from "../i18n/texts.ts";
import { theme } from "../theme/theme.ts";
import { queryClient } from "./query-client.ts";
import { router } from "./router.ts";

const scheme = localStorageColorSchemeManager({ key: "waypost-scheme" });

export function App() {
  return (
    <StrictMode>
      <DirectionProvider initialDirection={languages[currentLanguage()].direction}>
        <MantineProvider
          theme={theme}
          defaultColorScheme="auto"
          colorSchemeManager={scheme}
          // Both would be written into the page as styles, which the policy forbids: build/theme-styles.ts.
          withCssVariables={false}
          withGlobalClasses={false}
        >
          <QueryClientProvider client={queryClient}>
            <Notifications position="bottom-right" limit={4} />
            <RouterProvider router={router} />
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </StrictMode>
  );
}
