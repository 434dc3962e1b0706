/** Imports a module of a slide, and says in one message what is wrong where it cannot be read. */
import { readdirSync } from "node:fs";
import { basename, dirname, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { ReportError, suggestion } from "./errors.ts";
import { codeMistake, framesIn } from "./frames.ts";

/**
 * Throws a ReportError for a module, a JSON file or a package that it imports and that is missing or cannot be read, and
 * for what code in experiments/ throws when it is loaded.
 */
export async function loadModule(path: string, root: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw (
      missingImport(error, root) ?? unreadable(error, path, root) ?? thrownInside(error, path, root) ?? error
    );
  }
}

/** Node names both ends of an import by their paths. */
const MISSING = /^Cannot find (module|package) '(.+)' imported from (.+)$/m;

function missingImport(cause: unknown, root: string): ReportError | undefined {
  if (!(cause instanceof Error)) return undefined;
  const [, kind, target = "", importer = ""] = MISSING.exec(cause.message) ?? [];
  if (kind === undefined || !importer.startsWith(root + sep)) return undefined;
  const [what, help] =
    kind === "module"
      ? [`no such file: ${relative(root, target)}`, nearestFile(target)]
      : [`no such package: ${target}`, "npm install adds one; npm ci installs those of package.json"];
  return new ReportError(`invalid module: ${relative(root, importer)}: ${what}`, { cause, help });
}

/** The file of that folder that was meant. */
function nearestFile(path: string): string {
  try {
    return suggestion(basename(path), readdirSync(dirname(path)));
  } catch {
    return "there is no such folder either";
  }
}

function unreadable(cause: unknown, path: string, root: string): ReportError | undefined {
  if (!(cause instanceof Error && /^(?:TransformError|SyntaxError)$/.test(cause.name))) return undefined;
  // The first line of such an error only counts.
  const lines = cause.message.split("\n").filter((line) => !/^Transform failed/.test(line));
  const text = lines.join("; ").replaceAll(`${path}:`, "");
  return new ReportError(`invalid module: ${relative(root, path)}: ${text}`, { cause });
}

function thrownInside(error: unknown, path: string, root: string): ReportError | undefined {
  if (!(error instanceof Error) || framesIn(error.stack, root).length === 0) return undefined;
  return codeMistake(error, "the module failed", { file: relative(root, path), root });
}
