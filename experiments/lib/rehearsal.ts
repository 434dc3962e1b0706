/**
 * A rehearsal of the paper profile: all its trials, searches and stages with hundredths of their steps, so that a cluster
 * can be tried in minutes. Its results say nothing about LoRA, and its report has no verdicts.
 */

/** The configs that an experiment gives: to look at the page, to publish, and for a cluster. */
export interface Profiles<Config> {
  readonly quick: Config;
  readonly default: Config;
  readonly paper: Config;
}

/** Adds the paper's config with fewer steps. */
export const withRehearsal = <Config>(
  profiles: Profiles<Config>,
): Profiles<Config> & { readonly rehearsal: Config } => ({
  ...profiles,
  rehearsal: rehearsed(profiles.paper),
});

/** What the steps of every training are divided by, and the windows on which a language model is measured. */
const STEPS_OVER = 100;
const WINDOWS_OVER = 16;

const divisors: Readonly<Record<string, number>> = {
  steps: STEPS_OVER,
  lengths: STEPS_OVER,
  lookWindows: WINDOWS_OVER,
  finalWindows: WINDOWS_OVER,
};

/** The same settings with fewer steps and windows. */
const rehearsed = <Config>(config: Config): Config =>
  // A config is plain JSON, whose shape stays.
  shortened(config, 1) as Config;

/** Divides every number at or below a name that has a divisor. */
function shortened(value: unknown, divisor: number): unknown {
  if (typeof value === "number") return divisor === 1 ? value : Math.max(1, Math.round(value / divisor));
  if (Array.isArray(value)) return value.map((item) => shortened(item, divisor));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, shortened(item, divisors[name] ?? divisor)]),
  );
}
