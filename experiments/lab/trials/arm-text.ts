/** Names arms for readers of a list of trials. */

const names: Readonly<Record<string, string>> = {
  lora: "LoRA",
  full: "full training",
  frozen: "frozen body",
  lowRank: "low rank without a base",
  headOnly: "head only",
  galore: "GaLore",
  apollo: "APOLLO-Mini",
  relora: "ReLoRA",
  warmStart: "warm start",
  experts: "mixture",
};

/** Settings in words; "#" stands for the value. */
const words: Readonly<Record<string, string>> = {
  experts: "# experts",
  fullSteps: "# steps in full",
  rateRatio: "B at # times the rate",
};

/** Settings that are the same, or follow from others, in all runs of a method. */
const constant: ReadonlySet<string> = new Set([
  ...["refreshEvery", "scale", "restartEvery", "restartWarmup", "pruned"],
  ...["fullLearningRate", "capacityFactor", "balanceWeight"],
]);

interface ArmSettings {
  readonly kind: string;
  readonly rank?: number;
  readonly alpha?: number;
  /** Counted from zero. */
  readonly targetLayers?: readonly number[];
}

/** What is trained, with its settings: "LoRA rank 4". A scaling of one, where alpha is the rank, is not named. */
export function armText({ kind, ...settings }: ArmSettings): string {
  if (kind === "lora" && settings.rank === 0) return "frozen body";
  const { rank, alpha, targetLayers, ...others } = settings;
  const ranked = [names[kind] ?? kind, ...(rank === undefined ? [] : [`rank ${rank}`])].join(" ");
  const blocks =
    targetLayers === undefined ? "" : ` in block ${targetLayers.map((one) => one + 1).join(", ")}`;
  const named = Object.entries(alpha === undefined || alpha === rank ? others : { alpha, ...others });
  const details = named
    .filter(([name]) => !constant.has(name))
    .map(([name, value]) => settingText(name, value));
  return [ranked + blocks, ...details].join(", ");
}

function settingText(name: string, value: unknown): string {
  const said = Array.isArray(value) ? value.join(" ") : String(value);
  return words[name]?.replace("#", said) ?? `${name} ${said}`;
}
