/** JSON values: text for readers, and the leaves of configs. */

/** JSON text for files that people read: sorted keys, two spaces, a final line break. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), null, 2)}\n`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortKeys(value[key])]),
  );
}

/** True for an object that is neither null nor an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The leaves of a config by path, e.g. "model.dModel" -> 64. A list of plain values is one leaf. */
export function configLeaves(config: unknown, path = ""): ReadonlyMap<string, unknown> {
  const isBranch = isRecord(config) || (Array.isArray(config) && config.some(isNested));
  if (!isBranch) return new Map(config === undefined ? [] : [[path, config]]);
  const leaves = new Map<string, unknown>();
  for (const [name, value] of Object.entries(config)) {
    const inner = path === "" ? name : `${path}.${name}`;
    for (const [innerPath, leaf] of configLeaves(value, inner)) leaves.set(innerPath, leaf);
  }
  return leaves;
}

const isNested = (value: unknown): boolean => isRecord(value) || Array.isArray(value);

/** The record in a text of JSON, or undefined if it holds none. */
export function parseRecord(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text ?? "");
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}
