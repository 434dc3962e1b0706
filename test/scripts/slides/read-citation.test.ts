import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCitation } from "../../../scripts/slides/read-citation.ts";
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
    "CITATION.cff:1: missing key in citation: title",
  );
});

const CITATION = `title: A report
authors:
  - name: A group
  - given-names: Ada
    family-names: Lovelace
version: 1.0.0
license: MIT
doi: 10.1000/182
keywords:
  - one
`;

test("authors are persons or groups, and other fields of the format may be there", async () => {
  const { authors, keywords, version } = await readCitation(
    createMemoryEffects({ "CITATION.cff": CITATION }),
  );
  assert.equal(authors, ["A group", "Ada Lovelace"]);
  assert.equal([keywords, version], [["one"], "1.0.0"]);
});

test("persons may have an ORCID, and the report an address, a DOI and a repository; without them there are none", async () => {
  const read = (text: string) => readCitation(createMemoryEffects({ "CITATION.cff": text }));
  const orcid = "https://orcid.org/0000-0002-1825-0097";
  const addresses = "url: https://example.org/report/\nrepository-code: https://example.org/code\n";
  const person = `    name-particle: von\n    family-names: Lovelace\n    orcid: ${orcid}\n`;
  const whole = await read(CITATION.replace("    family-names: Lovelace\n", person) + addresses);
  assert.equal(whole.people, [
    { name: "A group" },
    { name: "Ada von Lovelace", parts: { given: "Ada", family: "von Lovelace" }, orcid },
  ]);
  assert.equal(
    [whole.url, whole.repository, whole.doi],
    ["https://example.org/report/", "https://example.org/code", "10.1000/182"],
  );
  const bare = await read(CITATION.replace("doi: 10.1000/182\n", ""));
  assert.equal(Object.keys(bare).sort(), ["authors", "keywords", "license", "people", "title", "version"]);
});

const mistakes: readonly [from: string, to: string, message: string][] = [
  ["title: A report", "title: 2026", ":1: invalid title: 2026; expected text"],
  ["version: 1.0.0", "version: 1.0", ":6: invalid version: 1; expected text"],
  ["license: MIT", "licence: MIT", ":7: unknown key in citation: licence; did you mean license?"],
  ["  - one", "  - [one]", `:10: invalid keywords: ["one"]; expected text`],
  ["keywords:\n  - one", "keywords: one", ":9: invalid keywords: expected a list"],
  ["- name: A group", "- nam: A group", ":3: unknown key in authors: nam; did you mean name?"],
  [
    "- name: A group",
    "- orcid: none",
    ":3: missing name in authors: expected name, or given-names and family-names",
  ],
  [
    "doi: 10.1000/182",
    "doi: https://doi.org/10.1000/182",
    ":8: invalid doi: https://doi.org/10.1000/182; expected the form of 10.5281/zenodo.1234567",
  ],
  [
    "doi: 10.1000/182",
    "url: example.org",
    ":8: invalid url: example.org; expected the form of https://owner.github.io/report/",
  ],
];

for (const [from, to, message] of mistakes) {
  test(`a wrong field is named with its line: ${to.replaceAll(/\s+/g, " ")}`, async () => {
    assert.is(await mistakeIn({ "CITATION.cff": CITATION.replace(from, to) }), `CITATION.cff${message}`);
  });
}

test.run();
