/** Reads YAML and reports each mistake with its file and line. */
import { isNode, LineCounter, parseDocument } from "yaml";
import { ReportError, suggestion } from "../base/errors.ts";
import { isRecord } from "../base/json.ts";
import type { ProseSource } from "../text/expressions.ts";

type Path = readonly (string | number)[];

/** The keys of a mapping, as JSON Schema lists them. */
export interface Shape {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

/** A value somewhere in a YAML text. */
export interface YamlPlace {
  readonly value: unknown;
  /** The file and the line on which it starts. */
  readonly file: string;
  readonly line: number;
  /** Creates a ReportError that begins with the file and line of this value. */
  mistake(message: string, help?: string): ReportError;
  /** The properties of a mapping. Throws for an unknown key, and for a required one that is missing. */
  fields(shape: Shape): ReadonlyMap<string, YamlPlace>;
  /** The items of a list; throws for anything else. */
  items(): readonly YamlPlace[];
  /** The value as trimmed text; throws if it is empty or not a text. */
  text(): string;
  /** The same; may be empty. */
  phrase(): string;
  /** The value as a finite number; throws for anything else. */
  number(): number;
}

/** Parses the `name` in `text`, which starts on line `firstLine` of `file`. Throws a ReportError if it is not YAML. */
export function readYaml(text: string, name: string, file: string, firstLine = 1): YamlPlace {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineAt = (offset: number) => counter.linePos(offset).line + firstLine - 1;
  const [error] = document.errors;
  if (error !== undefined) {
    const [summary = ""] = error.message.split(" at line");
    throw new ReportError(`${file}:${lineAt(error.pos[0])}: invalid ${name}: ${summary}`);
  }
  const lineOf = (path: Path): number => {
    const node = document.getIn(path, true);
    const offset = isNode(node) ? node.range?.[0] : undefined;
    return offset === undefined ? firstLine : lineAt(offset);
  };
  return placeAt([], document.toJS(), { file, whole: name, lineOf });
}

interface YamlFile {
  readonly file: string;
  /** What the whole is called in messages. */
  readonly whole: string;
  lineOf(path: Path): number;
}

function placeAt(path: Path, value: unknown, source: YamlFile): YamlPlace {
  const report = (at: Path, message: string, help?: string) =>
    new ReportError(`${source.file}:${source.lineOf(at)}: ${message}`, help === undefined ? {} : { help });
  const name = path.filter((part) => typeof part === "string").join(".") || source.whole;
  const mistake = (message: string, help?: string) => report(path, message, help);
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
  return {
    value,
    file: source.file,
    get line() {
      return source.lineOf(path);
    },
    mistake,
    fields({ properties, required = [] }) {
      const known = Object.keys(properties);
      if (!isRecord(value))
        throw mistake(`invalid ${name}: expected ${(required.length > 0 ? required : known).join(", ")}`);
      const unknown = Object.keys(value).find((key) => !known.includes(key));
      if (unknown !== undefined) {
        const help = suggestion(unknown, known);
        throw report([...path, unknown], `unknown key in ${name}: ${unknown}; ${help}`);
      }
      const missing = required.find((key) => (value[key] ?? null) === null);
      if (missing !== undefined) throw mistake(`missing key in ${name}: ${missing}`);
      return new Map(
        Object.entries(value).map(([key, item]) => [key, placeAt([...path, key], item, source)]),
      );
    },
    items() {
      if (!Array.isArray(value)) throw mistake(`invalid ${name}: expected a list`);
      return value.map((item, index) => placeAt([...path, index], item, source));
    },
    text() {
      if (typeof value === "string" && value.trim() !== "") return value.trim();
      throw mistake(`invalid ${name}: ${shown}; expected text`);
    },
    phrase() {
      if (typeof value === "string") return value.trim();
      throw mistake(`invalid ${name}: ${shown}; expected text`);
    },
    number() {
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw mistake(`invalid ${name}: ${shown}; expected a number`);
    },
  };
}

/** The value as a text with its place. */
export const sourceOf = (place: YamlPlace): ProseSource => ({
  text: place.text(),
  file: place.file,
  line: place.line,
});

/** A field that `YamlPlace.fields` has already required. */
export function required(fields: ReadonlyMap<string, YamlPlace>, name: string): YamlPlace {
  const place = fields.get(name);
  if (place === undefined) throw new Error(`field ${name} was not required`);
  return place;
}
