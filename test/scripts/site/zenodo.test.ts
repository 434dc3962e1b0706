import { join } from "node:path";
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readRecords } from "../../../scripts/record/read-record.ts";
import { zenodoJson } from "../../../scripts/site/zenodo.ts";
import { createNodeEffects } from "../../../scripts/system/node-effects.ts";
import { repository } from "../../helpers/project.ts";

const test = suite("description for Zenodo");

const { disk } = createNodeEffects(repository, new AbortController().signal);
const kept = join(repository, "test", "scripts", "record", "kept");
const { report } = await readRecords("kept", kept, disk);
const address = "https://owner.github.io/report/editions/2026-12/";

const text = { type: "string", minLength: 1 };
const listOf = (properties: object, required: readonly string[]) => ({
  type: "array",
  minItems: 1,
  items: { type: "object", properties, required, additionalProperties: false },
});

/** The fields of Zenodo's deposit metadata that are used, as https://developers.zenodo.org documents them. */
const documented = {
  type: "object",
  properties: {
    upload_type: { enum: ["publication", "poster", "presentation", "dataset", "image", "video", "software"] },
    access_right: { enum: ["open", "embargoed", "restricted", "closed"] },
    title: text,
    description: text,
    creators: listOf(
      { name: text, affiliation: text, orcid: { type: "string", pattern: "^(\\d{4}-){3}\\d{3}[\\dX]$" } },
      ["name"],
    ),
    version: text,
    license: { type: "string", pattern: "^[a-z0-9.-]+$" },
    keywords: { type: "array", items: text },
    language: { type: "string", pattern: "^[a-z]{3}$" },
    related_identifiers: listOf(
      {
        identifier: { type: "string", pattern: "^https://" },
        relation: { enum: ["isDocumentedBy", "isSupplementTo"] },
        resource_type: { enum: ["publication-report", "software"] },
      },
      ["identifier", "relation"],
    ),
  },
  required: ["upload_type", "access_right", "title", "description", "creators", "license"],
  additionalProperties: false,
};

test("it has only documented fields, in the form that Zenodo documents", () => {
  const validate = new Ajv().compile(documented);
  assert.ok(validate(JSON.parse(zenodoJson(report, "2026-12", address))), JSON.stringify(validate.errors));
  assert.not.ok(validate({ ...JSON.parse(zenodoJson(report, "2026-12", address)), upload_type: "report" }));
});

test("people, licence, answer and repository are in the form of Zenodo, and nothing of the commit", () => {
  const citation = {
    ...report.report.citation,
    license: "Apache-2.0",
    repository: "https://github.com/owner/report",
    people: [
      {
        name: "Ada Lovelace",
        parts: { given: "Ada", family: "Lovelace" },
        orcid: "https://orcid.org/0000-0002-1825-0097",
      },
      { name: "The group" },
    ],
  };
  const answer = { plain: "**LoRA < full** at rank 4.", parts: [] };
  const record = { ...report, answer, report: { ...report.report, summary: "A & B", citation } };
  const json = zenodoJson(record, "2026-12", address);
  const zenodo = JSON.parse(json);
  assert.equal(zenodo.creators, [
    { name: "Lovelace, Ada", orcid: "0000-0002-1825-0097" },
    { name: "The group" },
  ]);
  assert.is(zenodo.description, "<p>A &amp; B</p><p>LoRA &lt; full at rank 4.</p>");
  assert.equal([zenodo.license, zenodo.version], ["apache-2.0", "2026-12"]);
  assert.equal(
    zenodo.related_identifiers.map((related: { identifier: string }) => related.identifier),
    [address, "https://github.com/owner/report"],
  );
  assert.not.ok(json.includes(report.facts.commit));
});

test.run();
