/** Names arms for readers of a list of trials. */

const names: Readonly<Record<string, string>> = {
  lora: "LoRA",
  full: "full training",
  lowRank: "low rank",
  headOnly: "head only",
};

/** What is trained, with its settings: "LoRA, rank 4, alpha 4". */
export function armText({ kind, ...settings }: { readonly kind: string; readonly rank?: number }): string {
  if (kind === "lora" && settings.rank === 0) return "frozen body";
  const details = Object.entries(settings).map(
    ([name, value]) => `${name} ${Array.isArray(value) ? value.join(" ") : value}`,
  );
  return [names[kind] ?? kind, ...details].join(", ");
}
