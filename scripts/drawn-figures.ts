/** Draws figures, or takes them from .cache/figures when the same input was drawn before by the same code. */
import path from "node:path";
import type { Effects } from "./effects.ts";
import type { DrawnFigure, FigureInput } from "./figures/render-figure.ts";
import { sha256 } from "./hash.ts";
import { canonicalJson } from "./json.ts";

export type DrawFigure = (input: FigureInput) => Promise<DrawnFigure>;

/** Vega is loaded when the first figure has to be drawn: a rebuild with nothing changed does without it. */
export async function createDrawFigure(effects: Pick<Effects, "root" | "disk">): Promise<DrawFigure> {
  const code = await hashDrawingCode(effects);
  return async (input) => {
    const key = sha256(`${code}\n${canonicalJson(input)}`);
    const file = path.join(effects.root, ".cache", "figures", `${key}.json`);
    const stored = parseStored(await effects.disk.maybeText(file), key);
    if (stored !== undefined) return stored;
    const { renderFigure } = await import("./figures/render-figure.ts");
    const drawn = await renderFigure(input);
    await effects.disk.write(file, JSON.stringify({ key, drawn }));
    return drawn;
  };
}

/** What the drawing of a figure depends on beside its input: our code, the theme and the locked packages. */
async function hashDrawingCode({ root, disk }: Pick<Effects, "root" | "disk">): Promise<string> {
  const folder = path.join(root, "scripts", "figures");
  const names = (await disk.list(folder)).filter((name) => name.endsWith(".ts"));
  const files = [
    ...names.map((name) => path.join(folder, name)),
    path.join(root, "templates", "theme.ts"),
    path.join(root, "package-lock.json"),
  ];
  const contents = await Promise.all(files.map((file) => disk.readText(file)));
  return sha256(contents.map(sha256).join("\n"));
}

/** A stored drawing, unless the file is cut short or not the one that its name says. */
function parseStored(text: string | undefined, key: string): DrawnFigure | undefined {
  if (text === undefined) return undefined;
  try {
    const stored: { key: string; drawn: DrawnFigure } = JSON.parse(text);
    return stored.key === key ? stored.drawn : undefined;
  } catch {
    return undefined;
  }
}
