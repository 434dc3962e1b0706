import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Citation } from "../../../scripts/record/record.ts";
import { codemetaJson, crateJson } from "../../../scripts/site/crate.ts";
import { buildFixture } from "../../helpers/fixture.ts";
import { expand, isA, valuesOf } from "../../helpers/json-ld.ts";

const test = suite("descriptions of the site");

interface Entity {
  readonly "@id": string;
  readonly "@type": readonly string[];
  readonly [property: string]: unknown;
}

/** The library of RO-Crate, by others; its types do not say what an entity has. */
interface Library {
  readonly ROCrate: new (
    json: object,
    options: { readonly array: boolean; readonly link: boolean },
  ) => {
    readonly rootDataset: Entity & {
      readonly hasPart: readonly Entity[];
      readonly author: readonly Entity[];
    };
    getEntity(id: string): Entity | undefined;
    entities(): Iterable<Entity>;
  };
  readonly Validator: new () => {
    readonly result: { readonly errors: readonly object[] };
    parseJSON(json: string): void;
    rootDataEntity(): void;
  };
}

const require = createRequire(import.meta.url);
const { ROCrate, Validator }: Library = require("ro-crate");

const siteUrl = "https://owner.github.io/report/";
const { files, recorded } = await buildFixture();
const { report, slides } = recorded.records;
const whole: Citation = {
  ...report.report.citation,
  authors: ["A group", "Ada Lovelace"],
  people: [
    { name: "A group" },
    {
      name: "Ada Lovelace",
      parts: { given: "Ada", family: "Lovelace" },
      orcid: "https://orcid.org/0000-0002-1825-0097",
    },
  ],
  repository: "https://example.org/code",
};
const records = { slides, report: { ...report, report: { ...report.report, citation: whole } } };
const all = new Map(files).set("data/a b.csv", "x\n1\n").set("ro-crate-metadata.json", "");
const json = crateJson(all, records, siteUrl);
const crate = new ROCrate(JSON.parse(json), { array: true, link: true });

test("the library of RO-Crate reads it without errors: every file with its size and SHA-256, but itself", () => {
  const validator = new Validator();
  validator.parseJSON(json);
  validator.rootDataEntity();
  assert.equal(validator.result.errors, []);
  const parts = new Map(crate.rootDataset.hasPart.map((part) => [decodeURI(part["@id"]), part]));
  assert.equal(
    [...parts.keys()].sort(),
    [...all.keys()].filter((file) => file !== "ro-crate-metadata.json").sort(),
  );
  for (const [file, part] of parts) {
    const content = Buffer.from(all.get(file) ?? "");
    assert.equal(part["@type"], ["File"]);
    assert.equal(part.sha256, [createHash("sha256").update(content).digest("hex")], file);
    assert.equal(part.contentSize, [String(content.length)]);
    assert.not.equal(part.encodingFormat, ["application/octet-stream"], file);
  }
});

test("it names authors, licence and the build with its code, and every id that it names is described", () => {
  assert.equal(
    crate.rootDataset.author.map((author) => [author["@id"], author["@type"]]),
    [
      ["#author-1", ["Organization"]],
      ["https://orcid.org/0000-0002-1825-0097", ["Person"]],
    ],
  );
  const ids = new Set([...crate.entities()].map((entity) => entity["@id"]));
  const outside = [...json.matchAll(/\{\s*"@id": "([^"]+)"\s*\}/g)]
    .map(([, id = ""]) => id)
    .filter((id) => !ids.has(id));
  assert.equal(outside, ["https://w3id.org/ro/crate/1.3"]);
  assert.equal(crate.getEntity("#generator")?.version, [report.facts.commit]);
  assert.equal(crate.getEntity("#generator")?.codeRepository, ["https://example.org/code"]);
});

test("jsonld drops nothing of it, and the action has the records as results", async () => {
  const nodes = await expand(JSON.parse(json), siteUrl);
  const action = nodes.find((node) => isA(node, "CreateAction"));
  assert.equal(
    valuesOf(action, "result"),
    ["report.json", ...slides.map(({ slide }) => `slides/${slide.name}/record.json`)].map(
      (file) => siteUrl + file,
    ),
  );
});

test("codemeta.json has the software's names, licence, repository and requirements", () => {
  const described = JSON.parse(codemetaJson(records.report, siteUrl));
  assert.is(described["@context"], "https://w3id.org/codemeta/3.0");
  assert.is(described.license, "https://spdx.org/licenses/MIT");
  assert.is(described.codeRepository, "https://example.org/code");
  assert.is(described.author[1].familyName, "Lovelace");
  assert.ok(described.softwareRequirements.includes("vega 6.4.0"));
});

test.run();
