/** Fills a template of templates/site/. */
import path from "node:path";
import Handlebars from "handlebars";
import type { Effects } from "../base/effects.ts";

export async function fill(
  name: string,
  view: object,
  { home, disk }: Pick<Effects, "home" | "disk">,
): Promise<string> {
  const template = await disk.readText(path.join(home, "templates", "site", name));
  return Handlebars.compile(template, { strict: true, knownHelpersOnly: true })(view);
}
