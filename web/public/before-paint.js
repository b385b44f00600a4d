// Sets light or dark and the direction of writing before anything is drawn, so that nothing flashes.
(() => {
  const root = document.documentElement;
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  };
  const scheme = kept("waypost-scheme") ?? "auto";
  const dark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  const language = kept("waypost-language") ?? navigator.language.slice(0, 2);
  if (language === "ar") root.dir = "rtl";
})();
