/** The examples in the description of the records name fields that records have. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import report from "../../../scripts/record/report.schema.json" with { type: "json" };
import slide from "../../../scripts/record/slide.schema.json" with { type: "json" };
import { repository } from "../../helpers/project.ts";

const test = suite("the description of the records");

/** The names of all properties in a schema. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own =
    "properties" in schema && schema.properties instanceof Object ? Object.keys(schema.properties) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
}

test("each example with jq reads fields of the file that it names", async () => {
  const text = await readFile(path.join(repository, "scripts", "record", "README.md"), "utf8");
  const examples = [...text.matchAll(/^jq -r '([^']*)' out\/(\S+)$/gm)];
  assert.is(examples.length, 4);
  for (const [example, filter = "", file = ""] of examples) {
    const known = new Set(namesIn(file === "report.json" ? report : slide));
    const fields = [...filter.replace(/"[^"]*"/g, "").matchAll(/\.([a-zA-Z]\w*)/g)].map(
      ([, name = ""]) => name,
    );
    assert.ok(fields.length > 1, example);
    for (const name of fields) assert.ok(known.has(name), `${name} in ${example}`);
  }
});

test.run();
