import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCitation } from "../../../scripts/report/read-citation.ts";
import { createMemoryEffects } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("citation");

const mistakeIn = (files: Readonly<Record<string, string>>) =>
  mistakeOf(() => readCitation(createMemoryEffects(files)));

test("a file that is missing, is no YAML or lacks a field is named in one message", async () => {
  assert.is(await mistakeIn({}), "missing file: CITATION.cff");
  assert.match(
    await mistakeIn({ "CITATION.cff": 'title: "A"\nauthors:\n\t- name: B\n' }),
    /^CITATION\.cff:3: invalid citation: Tabs are not allowed/,
  );
  assert.match(
    await mistakeIn({ "CITATION.cff": "title: a: b\n" }),
    /^CITATION\.cff:1: invalid citation: Nested mappings are not allowed/,
  );
  assert.is(
    await mistakeIn({ "CITATION.cff": "authors:\n  - name: B\n" }),
    "missing field in CITATION.cff: title",
  );
});

test.run();
