/** Formats numbers and texts for the console, independently of the locale, and escapes text for XML and HTML. */

/** "0.4 s", "12.3 s", "2 min 05 s", "1 h 07 min". */
export function formatSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

/** "812 B", "3.4 kB", "1.2 MB" (powers of 1000). */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** "1 trial", "3 trials". */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Cuts a text to at most `width` characters; an ellipsis replaces what is cut off. */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** The first line of a text, for messages that must fit on one line. */
export function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** "a, b and c"; "none" of none. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1) ?? "none";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** The first eight digits of a commit's hash, with what follows the hash. */
export const shortCommit = (commit: string): string => commit.replace(/^([0-9a-f]{8})[0-9a-f]+/, "$1");

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Escapes a text for the content of an element or a double-quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
