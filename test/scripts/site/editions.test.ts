import { createHash } from "node:crypto";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkIsNewest, checkIsSame, type Edition, readEditions } from "../../../scripts/site/editions.ts";
import { createMemoryDisk } from "../../helpers/memory-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("editions as they were published");

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const own = { "index.html": "the report", "slides/1/index.html": "a study" };
const crate = JSON.stringify({
  "@graph": [
    { "@id": "./", "@type": "Dataset" },
    ...Object.entries(own).map(([name, text]) => ({ "@type": "File", name, sha256: sha256(text) })),
  ],
});
const edition: Edition = {
  id: "2026-12",
  date: "2026-12-01T00:00:00+00:00",
  commit: "0123456789abcdef",
  verdicts: "1 supported",
  sha256: sha256(crate),
};
const listed = JSON.stringify({ editions: [edition] });
const published: Readonly<Record<string, string>> = {
  "editions/editions.json": listed,
  "editions/2026-12/ro-crate-metadata.json": crate,
  "editions/2026-12/index.html": own["index.html"],
  "editions/2026-12/slides/1/index.html": own["slides/1/index.html"],
};

/** Reads the published files with some changed; those that are undefined are missing. */
const read = (changes: Readonly<Record<string, string | undefined>> = {}) => {
  const files = Object.entries({ ...published, ...changes }).flatMap(([file, text]): [string, string][] =>
    text === undefined ? [] : [[`/site/${file}`, text]],
  );
  return readEditions("site", "/site", createMemoryDisk(new Map(files)));
};

test("editions are read with all their files; a site without editions has none", async () => {
  const { editions, files } = await read();
  assert.equal(editions, [edition]);
  assert.equal([...files.keys()].sort(), Object.keys(published).slice(1).sort());
  const none = await readEditions("site", "/site", createMemoryDisk(new Map([["/site/index.html", ""]])));
  assert.equal([none.editions, none.files.size], [[], 0]);
});

test("a changed, missing or added file of an edition is named, and so is a list that is not whole", async () => {
  const folder = "editions/2026-12/";
  for (const [changes, said] of [
    [{ [`${folder}index.html`]: "other" }, "site/editions/2026-12/: changed index.html"],
    [{ [`${folder}slides/1/index.html`]: undefined }, "site/editions/2026-12/: missing slides/1/index.html"],
    [{ [`${folder}notes.txt`]: "" }, "site/editions/2026-12/: added notes.txt"],
    [{ [`${folder}ro-crate-metadata.json`]: "{}" }, "site/editions/2026-12/: changed ro-crate-metadata.json"],
    [
      { [`${folder}ro-crate-metadata.json`]: undefined },
      "site/editions/2026-12/: missing ro-crate-metadata.json",
    ],
    [
      { "editions/editions.json": undefined },
      "site/editions/editions.json is missing; editions in the folder: 2026-12",
    ],
    [
      { "editions/editions.json": '{"editions": []}' },
      "site/editions/editions.json is damaged or lacks an edition; editions in the folder: 2026-12",
    ],
    [
      { "editions/editions.json": listed.replace("sha256", "sha") },
      "site/editions/editions.json is damaged or lacks an edition; editions in the folder: 2026-12",
    ],
  ] as const) {
    assert.is(await mistakeOf(() => read(changes)), `an edition is not as it was published: ${said}`);
  }
});

test("an edition may not come before a published one", async () => {
  checkIsNewest("2026-12", []);
  checkIsNewest("2026-12", [edition]);
  checkIsNewest("2026-12-15", [edition]);
  const message = "invalid --edition: 2026-11; it comes before 2026-12, which is published";
  assert.is(await mistakeOf(() => checkIsNewest("2026-11", [edition])), message);
});

test("an edition that is published may only differ in what its build depends on", async () => {
  const files = new Map(Object.entries({ ...own, "run.json": "{}", "ro-crate-metadata.json": crate }));
  const before = new Map([...files].map(([file, text]) => [`editions/2026-12/${file}`, text]));
  const check = (changes: Readonly<Record<string, string>>) =>
    checkIsSame("2026-12", new Map([...files, ...Object.entries(changes)]), before);
  check({});
  check({ "run.json": "another machine", "ro-crate-metadata.json": "with its checksum" });
  assert.is(
    await mistakeOf(() => check({ "index.html": "other", "more.txt": "" })),
    "edition 2026-12 is published with other content: index.html, more.txt",
  );
  before.set("editions/2026-12/less.txt", "");
  assert.match(await mistakeOf(() => check({})), /other content: less\.txt$/);
});

test.run();
