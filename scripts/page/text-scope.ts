/** What the report's own texts, which are no slide's, can name: the method section's numbers. */
import path from "node:path";
import type { ProfileName } from "../../experiments/lib/experiment.ts";
import type { method } from "../../experiments/lib/method.ts";
import type { Effects } from "../effects.ts";
import type { ProseScope } from "../prose/scope.ts";

/** Loaded as slides are, so that the build imports no experiment; the export of that name is taken at its word. */
export async function readTextScope(
  profile: ProfileName,
  { root, load }: Pick<Effects, "root" | "load">,
): Promise<ProseScope> {
  const module = await load(path.join(root, "experiments", "lib", "method.ts"));
  const scopeOf = module.method as typeof method;
  return { ...scopeOf(profile), figures: [] };
}
