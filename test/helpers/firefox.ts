/**
 * The Firefox that is installed on this machine, driven over WebDriver BiDi, which it speaks by itself. Playwright's own
 * build of Firefox is not needed.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { type Browser, firefox } from "playwright-core";

/** The executable of an installed Firefox; undefined where there is none. */
export function findFirefox(): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  const files = ["firefox-esr", "firefox"].flatMap((name) =>
    folders.map((folder) => path.join(folder, name)),
  );
  return files.find((file) => existsSync(file));
}

/** What the preference for colours means to Firefox; over WebDriver BiDi it cannot be switched later. */
const schemes = { dark: 0, light: 1 } as const;

/** Starts Firefox for readers who prefer these colours; the caller closes it. */
export function startFirefox(executablePath: string, colorScheme: keyof typeof schemes): Promise<Browser> {
  return firefox.launch({
    channel: "moz-firefox",
    executablePath,
    firefoxUserPrefs: { "layout.css.prefers-color-scheme.content-override": schemes[colorScheme] },
  });
}
