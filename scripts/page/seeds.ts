/** The seeds that settings name, be it of a slide or of many. */
import { isRecord } from "../json.ts";

/** Every number below a name such as "seed", "seeds" or "dataSeed", each once, in order. */
export function seedsIn(config: unknown): number[] {
  return [...new Set(collect(config, false))].sort((one, other) => one - other);
}

function collect(config: unknown, isSeed: boolean): number[] {
  if (typeof config === "number") return isSeed ? [config] : [];
  if (Array.isArray(config)) return config.flatMap((item) => collect(item, isSeed));
  if (!isRecord(config)) return [];
  return Object.entries(config).flatMap(([name, value]) => collect(value, /^(seeds?|.*Seeds?)$/.test(name)));
}
