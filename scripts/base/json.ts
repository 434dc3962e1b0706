/** JSON values: a check for what JSON would silently change, text with sorted keys, and the leaves of configs. */

/**
 * The path and kind of the first value that JSON cannot hold as it is (NaN, Infinity, undefined in an array, a typed
 * array, a function ...), e.g. "losses[3] is NaN". Undefined properties are fine: they are left out.
 */
export function findNonJson(value: unknown, path = ""): string | undefined {
  const name = path === "" ? "the value" : path;
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? undefined : `${name} is ${value}`;
  if (value === undefined) return `${name} is undefined`;
  if (typeof value !== "object") return `${name} is a ${typeof value}`;
  if (Array.isArray(value)) return findFirst(value.map((item, index) => [`${path}[${index}]`, item]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return `${name} is a ${value.constructor.name}`;
  const properties = Object.entries(value).filter(([, item]) => item !== undefined);
  return findFirst(properties.map(([key, item]) => [path === "" ? key : `${path}.${key}`, item]));
}

function findFirst(items: readonly (readonly [path: string, value: unknown])[]): string | undefined {
  for (const [path, value] of items) {
    const found = findNonJson(value, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** JSON text for files that people read: sorted keys, two spaces, a final line break. */
export function prettyJson(value: unknown): string {
  return `${JSON.stringify(sortKeys(value), null, 2)}\n`;
}

export function sortKeys(value: unknown): unknown {
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
