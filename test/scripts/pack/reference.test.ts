import { suite } from "uvu";
import * as assert from "uvu/assert";
import schema from "../../../experiments/kit/slide.schema.json" with { type: "json" };
import { referenceText, schemaText } from "../../../scripts/pack/reference.ts";
import { packageFiles } from "../../../scripts/pack.ts";
import { effects } from "../../helpers/fixture.ts";

const test = suite("the package's reference");

const source = `/** Adds numbers. */
import { one } from "./one.ts";

/** A number
 * with a name. */
export interface Named {
  readonly name: string;
}

export type Kind = "small" | "large";

/** The sum of both. */
export function add(left: number, right: number): number {
  return left + right;
}

export const twice = (value: number): number => add(value, value);

/** Names of the kinds. */
export const kinds = {
  small: 1,
};

const hidden = 1;
`;

const page = referenceText({ sources: new Map([["add.ts", source]]), schema: {} }, (path) => `kit/${path}`);

test("an export has its comment and its declaration, without a function's body or a constant's value", () => {
  const entry = (comment: string, declaration: string) =>
    assert.ok(page.includes(`${comment}\n\n\`\`\`ts\n${declaration}\n\`\`\``), declaration);
  assert.match(page, "### kit/add.ts\n\nAdds numbers.");
  entry("A number\nwith a name.", "export interface Named {\n  readonly name: string;\n}");
  entry("The sum of both.", "export function add(left: number, right: number): number");
  entry("Names of the kinds.", "export const kinds");
  assert.match(page, '```ts\nexport type Kind = "small" | "large";\n```');
  assert.match(page, "export const twice");
  assert.not.match(page, "hidden");
  assert.not.match(page, "return left");
});

test("a schema's properties are listed with their types, and what is required, by definition", () => {
  const text = schemaText({
    required: ["name"],
    properties: {
      name: { $ref: "#/definitions/short", description: "How it is called." },
      kind: { enum: ["small", "large"] },
      parts: { type: "array", items: { type: "string" } },
    },
    definitions: { short: { type: "string", description: "One line." }, none: { type: "string" } },
  });
  assert.is(
    text.trim(),
    [
      "- `name` (short, required): How it is called.",
      "- `kind` (one of small, large)",
      "- `parts` (list of string)",
      "",
      "### short\n",
      "One line.",
    ].join("\n"),
  );
});

test("the package's page has all exports of the kit and all keys of the front matter", async () => {
  const files = await packageFiles(effects);
  const reference = String(files.get("docs/reference.md"));
  const modules = [...files.keys()].filter((path) => /^experiments\/kit\/.*(?<!-browser)\.ts$/.test(path));
  assert.ok(modules.length > 15);
  for (const path of modules) {
    const exported: object = await import(new URL(`../../../${path}`, import.meta.url).href);
    for (const name of Object.keys(exported)) {
      assert.match(
        reference,
        new RegExp(`export (?:async )?(?:function|const|class) ${name}\\b`),
        `${path}: ${name}`,
      );
    }
  }
  for (const key of Object.keys(schema.properties)) assert.match(reference, `\n- \`${key}\``);
});

test.run();
