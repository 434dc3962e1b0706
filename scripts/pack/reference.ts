/** The reference of the package: the front matter of a slide by its schema, and all that the kit exports, by its sources. */
import { isRecord } from "../base/json.ts";

/** Sources by their path in the kit, and the schema of a slide's front matter. */
export interface KitFiles {
  readonly sources: ReadonlyMap<string, string>;
  readonly schema: unknown;
}

/** A page of Markdown. `importAs` is what a report imports a file of the kit as. */
export function referenceText({ sources, schema }: KitFiles, importAs: (path: string) => string): string {
  const modules = [...sources].sort(([left], [right]) => (left < right ? -1 : 1));
  return [
    "# Reference\n",
    "Made from the schema and the sources of this version.\n",
    "## Front matter of slide.md\n",
    schemaText(schema),
    "## The kit\n",
    ...modules.map(([path, source]) => moduleText(importAs(path), source)),
  ].join("\n");
}

/** The properties of a schema as a list, and after it those of its definitions. */
export function schemaText(schema: unknown): string {
  const { definitions } = fieldsOf(schema);
  const named = Object.entries(fieldsOf(definitions)).filter(
    ([, definition]) => descriptionOf(definition) !== "" || propertyLines(definition).length > 0,
  );
  return [
    ...propertyLines(schema),
    "",
    ...named.flatMap(([name, definition]) => [
      `### ${name}\n`,
      ...(descriptionOf(definition) === "" ? [] : [`${descriptionOf(definition)}\n`]),
      ...propertyLines(definition),
      "",
    ]),
  ].join("\n");
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

const descriptionOf = (value: unknown): string => {
  const { description } = fieldsOf(value);
  return typeof description === "string" ? description : "";
};

function propertyLines(schema: unknown): string[] {
  const { properties, required } = fieldsOf(schema);
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(fieldsOf(properties)).map(([name, property]) => {
    const facts = [...typeOf(property), ...(needed.includes(name) ? ["required"] : [])];
    const note = facts.length === 0 ? "" : ` (${facts.join(", ")})`;
    return `- \`${name}\`${note}: ${descriptionOf(property)}`.replace(/: $/, "");
  });
}

/** "text", "number", "list", "one of greater, less" or the name of a definition. */
function typeOf(property: unknown): string[] {
  const { type, $ref, items } = fieldsOf(property);
  const { enum: values } = fieldsOf(property);
  if (typeof $ref === "string") return [$ref.replace("#/definitions/", "")];
  if (Array.isArray(values)) return [`one of ${values.join(", ")}`];
  if (type === "array")
    return [
      `list${typeOf(items)
        .map((of) => ` of ${of}`)
        .join("")}`,
    ];
  return typeof type === "string" ? [type] : [];
}

const EXPORT = /^export (?:async )?(?:interface|type|function|const|class) (\w+)/;

function moduleText(name: string, source: string): string {
  const lines = source.split("\n");
  const entries = lines.flatMap((line, index) =>
    EXPORT.test(line) ? [entryText(commentAbove(lines, index), declarationAt(lines, index))] : [],
  );
  const [about = ""] = /^\/\*\*[\s\S]*?\*\//.exec(source) ?? [];
  return [`### ${name}\n`, `${commentText(about)}\n`, ...entries].join("\n");
}

const entryText = (comment: string, declaration: string): string =>
  `${comment === "" ? "" : `${comment}\n\n`}\`\`\`ts\n${declaration}\n\`\`\`\n`;

/** The text of a documentation comment. */
const commentText = (comment: string): string =>
  comment
    .replace(/^\s*\/\*\*/, "")
    .replace(/\*\/\s*$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd())
    .join("\n")
    .trim();

function commentAbove(lines: readonly string[], index: number): string {
  if (lines[index - 1]?.trimEnd().endsWith("*/") !== true) return "";
  let start = index - 1;
  while (start > 0 && !lines[start]?.startsWith("/**")) start--;
  return commentText(lines.slice(start, index).join("\n"));
}

/** An interface or a type as a whole; of a function, a constant or a class what comes before its body or value. */
function declarationAt(lines: readonly string[], index: number): string {
  const isType = /^export (?:interface|type) /.test(lines[index] ?? "");
  const end = lines.findIndex(
    (line, at) =>
      at >= index && (isType ? /^\}|;$/.test(line) && !/^ /.test(line) : /(?:[{=]|=>|;)$/.test(line)),
  );
  const text = lines.slice(index, end + 1).join("\n");
  return isType ? text : text.replace(/\s*(?:=>|=)?\s*\{$|\s*=>?$/, "");
}
