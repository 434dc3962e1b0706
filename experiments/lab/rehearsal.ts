/**
 * A rehearsal of the paper profile: all its trials, searches and stages with a small part of their steps, to test a
 * cluster in half an hour. Its results say nothing about LoRA, and its report has no verdicts.
 */

import type { Profiles } from "../kit/experiment.ts";

/** Adds the paper profile's config with fewer steps. */
export const withRehearsal = <Config>(
  profiles: Profiles<Config>,
): Profiles<Config> & { readonly rehearsal: Config } => ({
  ...profiles,
  rehearsal: rehearse(profiles.paper),
});

/**
 * Divisors of settings: of the lengths of a language model's training, and of the windows on which it is measured.
 * The small models of other slides take only minutes, and keep their steps. No length may equal one of the quick
 * profile's, whose chosen settings would then come from the rehearsal.
 */
const divisors: Readonly<Record<string, number>> = {
  lengths: 160,
  evaluationWindows: 16,
  finalWindows: 16,
};

/** The same settings with fewer steps and windows. */
export const rehearse = <Config>(config: Config): Config =>
  // The cast is safe: a config is plain JSON and keeps its shape.
  shortened(config, 1) as Config;

/** Divides every number whose path contains a name with a divisor. */
function shortened(value: unknown, divisor: number): unknown {
  if (typeof value === "number") return divisor === 1 ? value : Math.max(1, Math.round(value / divisor));
  if (Array.isArray(value)) return value.map((item) => shortened(item, divisor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, shortened(item, divisors[name] ?? divisor)]),
  );
}
